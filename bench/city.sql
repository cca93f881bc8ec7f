-- The city in one piece, set by set. {size} is a table with one row; ids are md5(kind || ' ' || number)::uuid.
-- Run as superuser with session_replication_role = replica: constraints hold, triggers sleep.

-- functions
CREATE FUNCTION pg_temp.one(kind text, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT md5(kind || ' ' || n)::uuid $$;
CREATE FUNCTION pg_temp.roll(word text, n bigint, below bigint) RETURNS int LANGUAGE sql IMMUTABLE AS
$$ SELECT (('x' || substr(md5(word || n), 1, 8))::bit(32)::bigint % below)::int $$;
CREATE FUNCTION pg_temp.reference(id uuid) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ',
          ((('x' || substr(replace(id::text, '-', ''), 1, 10))::bit(40)::bigint >> (5 * place)) & 31)::int + 1, 1), ''
          ORDER BY place DESC) FROM generate_series(0, 7) place $$;
CREATE FUNCTION pg_temp.pick(words text[], n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT words[1 + n % array_length(words, 1)] $$;

-- agencies
INSERT INTO agencies_agency (id, code, name, kana, kind, service, corporation, postcode, address, phone, fax, email, website,
    fields_of_work, hours, answering, receives, original, starts_on, version)
SELECT pg_temp.one('agency', n), (1000 + n)::text,
       CASE WHEN n = 0 THEN '福祉総合相談課' WHEN n = s.agencies - 1 THEN '監査室' ELSE '相談窓口' || n END,
       CASE WHEN n = 0 THEN 'フクシソウゴウソウダンカ' ELSE 'ソウダンマドグチ' || n END,
       CASE WHEN n % 3 = 2 THEN 'contractor' ELSE 'office' END, '', '', '', '', '0565-00-' || n, '', '', '', '', '', 'account',
       n < s.agencies - 1, '{}', s.today - 3000, 1
  FROM bench_size s, generate_series(0, s.agencies - 1) n;

-- staff
CREATE TEMP TABLE bench_staff AS
SELECT m, CASE WHEN m >= s.staff - 3 THEN s.agencies - 1 ELSE m % s.desks END AS desk,
       CASE WHEN m = s.staff - 1 THEN 'auditor' WHEN m = s.staff - 2 THEN 'privacy_officer'
            WHEN m = s.staff - 3 THEN 'administrator' WHEN m = 0 THEN 'coordinator' WHEN m % s.desks % 3 = 2 THEN 'partner'
            ELSE 'counter' END AS role,
       pg_temp.one('staff', m) AS staff_id, pg_temp.one('membership', m) AS membership_id
  FROM bench_size s, generate_series(0, s.staff - 1) m;
INSERT INTO agencies_staff (id, staff_number, name, kana, email, is_active, version, password)
SELECT staff_id, (10000 + m)::text, pg_temp.pick('{青木,馬場,千葉,江口,藤井,後藤,服部,飯田,上村,川口,加納,木下}', m) || ' '
       || pg_temp.pick('{恵子,直樹,美咲,亮,節子,由美,進}', m / 12), 'ショクイン ' || m, '', true, 1, s.password
  FROM bench_staff, bench_size s;
INSERT INTO agencies_membership (id, staff_id, agency_id, role, contract, starts_on)
SELECT membership_id, staff_id, pg_temp.one('agency', desk), role, '', s.today - 2000 FROM bench_staff, bench_size s;
INSERT INTO mfa_authenticator (user_id, type, data, created_at)
SELECT staff_id, 'totp', s.totp, now() FROM bench_staff, bench_size s;

-- promoters
-- One at each desk who leads cases and keeps the places; they receive nothing themselves.
CREATE TEMP TABLE bench_promoter AS
SELECT desk, pg_temp.one('promoting staff', desk) AS staff_id, pg_temp.one('promoting membership', desk) AS membership_id
  FROM bench_size s, generate_series(0, s.desks - 1) desk;
INSERT INTO agencies_staff (id, staff_number, name, kana, email, is_active, version, password)
SELECT staff_id, (50000 + desk)::text, '推進員 ' || desk, 'スイシンイン ' || desk, '', true, 1, s.password FROM bench_promoter, bench_size s;
INSERT INTO agencies_membership (id, staff_id, agency_id, role, contract, starts_on)
SELECT membership_id, staff_id, pg_temp.one('agency', desk), 'promoter', '', s.today - 2000 FROM bench_promoter, bench_size s;
INSERT INTO mfa_authenticator (user_id, type, data, created_at) SELECT staff_id, 'totp', s.totp, now() FROM bench_promoter, bench_size s;

-- offices beside
-- Thirty that lead nothing and receive nothing: they take part in the households of many offices.
CREATE TEMP TABLE bench_office AS
SELECT k AS place, pg_temp.one('office beside', k) AS id, pg_temp.one('staff beside', k) AS staff_id, pg_temp.one('membership beside', k) AS membership_id
  FROM generate_series(0, 29) k;
INSERT INTO agencies_agency (id, code, name, kana, kind, service, corporation, postcode, address, phone, fax, email, website,
    fields_of_work, hours, answering, receives, original, starts_on, version)
SELECT id, (9000 + place)::text, '協力機関' || place, 'キョウリョクキカン' || place, 'contractor', '', '', '', '', '', '', '', '', '', '', 'account',
       false, '{}', s.today - 3000, 1 FROM bench_office, bench_size s;
INSERT INTO agencies_staff (id, staff_number, name, kana, email, is_active, version, password)
SELECT staff_id, (90000 + place)::text, '協力員 ' || place, 'キョウリョクイン ' || place, '', true, 1, s.password FROM bench_office, bench_size s;
INSERT INTO agencies_membership (id, staff_id, agency_id, role, contract, starts_on)
SELECT membership_id, staff_id, id, 'partner', '', s.today - 2000 FROM bench_office, bench_size s;
INSERT INTO mfa_authenticator (user_id, type, data, created_at) SELECT staff_id, 'totp', s.totp, now() FROM bench_office, bench_size s;

-- residents
INSERT INTO sharing_binder (id, kind, opened_by_agency_id, opened_at)
SELECT id, 'resident', pg_temp.one('agency', desk), s.now - interval '1100 days' + n % 900 * interval '1 day'
  FROM bench_person, bench_size s;
INSERT INTO residents_resident (id, state, origin_id, registered_by, registered_at)
SELECT id, 'identified', pg_temp.one('agency', desk), pg_temp.one('membership', desk),
       s.now - interval '1100 days' + n % 900 * interval '1 day' FROM bench_person, bench_size s;
INSERT INTO residents_personname (id, resident_id, information_class, origin_id, recorded_by, recorded_at, version, kind, text, kana)
SELECT pg_temp.one('name', n), id, 1, pg_temp.one('agency', desk), pg_temp.one('membership', desk),
       s.now - interval '1100 days' + n % 900 * interval '1 day', 1, 'legal', name, kana FROM bench_person, bench_size s;
INSERT INTO residents_particulars (id, resident_id, information_class, origin_id, recorded_by, recorded_at, version, birth_text,
    birth_year, birth_month, birth_day, birth_era_code, birth_approximate, birth_estimated, earliest, latest, sex)
SELECT pg_temp.one('particulars', n), id, 1, pg_temp.one('agency', desk), pg_temp.one('membership', desk),
       s.now - interval '1100 days' + n % 900 * interval '1 day', 1, birth_text, extract(year FROM born), extract(month FROM born),
       extract(day FROM born), '', false, false, born, born, sex FROM bench_person, bench_size s;
INSERT INTO residents_contact (id, resident_id, information_class, origin_id, recorded_by, recorded_at, version, kind, text, whose,
    no_voicemail, no_name, note)
SELECT pg_temp.one('contact', n), id, 1, pg_temp.one('agency', desk), pg_temp.one('membership', desk),
       s.now - interval '1100 days' + n % 900 * interval '1 day', 1, 'mobile', phone, '', n % 9 = 0, false, ''
  FROM bench_person, bench_size s WHERE phone <> '';
INSERT INTO residents_address (id, resident_id, information_class, origin_id, recorded_by, recorded_at, version, kind, postcode, text,
    note, protection)
SELECT pg_temp.one('address', n), id, 32, pg_temp.one('agency', desk), pg_temp.one('membership', desk),
       s.now - interval '1100 days' + n % 900 * interval '1 day', 1, 'living', '',
       'みのり市' || pg_temp.pick('{みのり町,川西町,若葉台,東山町,朝日町,港町,清流町,緑ヶ丘}', n) || 1 + n % 5 || '丁目' || 1 + n % 30 || '番'
       || 1 + n % 17 || '号', '', CASE WHEN n % 100 = 7 THEN 'in_force' ELSE 'none' END
  FROM bench_person, bench_size s WHERE n < s.cases OR n % 4 = 0;
INSERT INTO residents_consideration (id, resident_id, information_class, origin_id, recorded_by, recorded_at, version, kind, text)
SELECT pg_temp.one('consideration', n), id, 1, pg_temp.one('agency', desk), pg_temp.one('membership', desk), s.now, 1, 'communication',
       '電話より対面のほうが話しやすい。' FROM bench_person, bench_size s WHERE n < s.cases AND n % 3 = 0;

-- consultations
CREATE TEMP TABLE bench_consultation AS
SELECT i, pg_temp.one('consultation', i) AS id, i % s.cases AS person, (i % s.cases) % s.desks AS desk, i % 20 <> 19 AS known,
       s.now - (s.consultations - i) * (1095.0 / s.consultations) * interval '1 day' AS at,
       CASE WHEN s.consultations - i < s.consultations * 0.2 THEN pg_temp.roll('open', i, 100) < 90
            ELSE pg_temp.roll('open', i, 100) < 17 END AS open
  FROM bench_size s, generate_series(0, s.consultations - 1) i;
ALTER TABLE bench_consultation ADD COLUMN holder int, ADD COLUMN many int DEFAULT 0;
UPDATE bench_consultation c SET holder = desk + s.desks * pg_temp.roll('holder', i, (s.staff - 4 - desk) / s.desks + 1) FROM bench_size s;
UPDATE bench_consultation c SET many = 200 FROM (
    SELECT DISTINCT ON (desk) i FROM bench_consultation WHERE open AND known ORDER BY desk, i) long WHERE long.i = c.i;
ANALYZE bench_consultation;
INSERT INTO sharing_binder (id, kind, opened_by_agency_id, opened_at)
SELECT id, 'consultation', pg_temp.one('agency', desk), at FROM bench_consultation;
INSERT INTO intake_consultation (id, reference, received_at, recorded_at, channel, route, about, agency_id, received_by_id, resident_id, urgency,
    state, screening, screened_at, closed_at, closing_reason, version)
SELECT id, pg_temp.reference(id), at, at, pg_temp.pick('{phone,phone,visit,email,outreach,meeting}', i), 'self_phone',
       CASE WHEN known THEN 'known' WHEN i % 40 = 19 THEN 'place' ELSE 'anonymous' END, pg_temp.one('agency', desk),
       pg_temp.one('membership', desk), CASE WHEN known THEN pg_temp.one('resident', person) END,
       pg_temp.pick('{normal,normal,normal,soon,urgent}', pg_temp.roll('urgency', i, 5)),
       CASE WHEN NOT open THEN 'closed' WHEN i % 7 = 0 THEN 'received' ELSE 'active' END,
       CASE WHEN open AND i % 7 = 0 THEN '' ELSE 'continue' END, CASE WHEN open AND i % 7 = 0 THEN NULL ELSE at END,
       CASE WHEN NOT open THEN least(s.now, at + interval '90 days') END, CASE WHEN NOT open THEN 'connected' ELSE '' END, 1
  FROM bench_consultation, bench_size s;
INSERT INTO intake_holding (id, consultation_id, agency_id, membership_id, next_on, next_action, starts_at, ended_at)
SELECT pg_temp.one('holding', i), id, pg_temp.one('agency', desk),
       CASE WHEN pg_temp.roll('held', i, 20) > 0 THEN pg_temp.one('membership', holder) END,
       s.today - 10 + pg_temp.roll('next', i, 60), pg_temp.pick('{phone,visit,interview,await_reply,watch}', i), at,
       CASE WHEN NOT open THEN least(s.now, at + interval '90 days') END
  FROM bench_consultation, bench_size s;
INSERT INTO intake_concern (id, consultation_id, information_class, origin_id, author_id, at, code, worst)
SELECT md5('concern ' || c.i || ' ' || k)::uuid, c.id, issue.class, pg_temp.one('agency', c.desk), pg_temp.one('membership', c.desk), c.at,
       issue.code, k = 0
  FROM bench_consultation c, generate_series(0, 1) k,
       LATERAL (SELECT * FROM (VALUES (0, 'money.rent', 2), (1, 'body.mind', 4), (2, 'family.8050', 8), (3, 'ties.withdrawal', 8),
                (4, 'money.income', 2), (5, 'work.seeking', 2), (6, 'body.illness', 4)) v(n, code, class)
                 WHERE v.n = (c.i + k * 3) % 7) issue;
INSERT INTO intake_statement (id, consultation_id, information_class, origin_id, author_id, at, happened_at, kind, source, counterpart, means, text)
SELECT md5('statement ' || c.i || ' ' || k)::uuid, c.id, (ARRAY[1, 2, 4, 8])[1 + (c.i + k) % 4], pg_temp.one('agency', c.desk),
       pg_temp.one('membership', c.desk), least(s.now, c.at + k * interval '5 hours'),
       least(s.now, c.at + k * interval '5 hours'),
       CASE WHEN k = 0 THEN 'complaint' ELSE 'progress' END, pg_temp.pick('{fact,heard,opinion}', c.i + k), '',
       CASE WHEN k = 0 THEN '' ELSE 'phone' END,
       pg_temp.pick(ARRAY['派遣の契約が終わり、家賃を2か月払えていない。貯金は残り3万円とのこと。', '母の介護認定の相談。同居の長男が長く家から出ておらず、母が倒れたらどうなるか心配。',
           '通院が途切れている。郵便受けがいっぱいになっている。訪問時は応答なし。', '離婚後、子ども2人と暮らす。夜間の仕事が終わり、生活費の見通しが立たない。',
           '電話で状況を確認した。先週より眠れるようになったが、食事は一日一回。', '本人から連絡あり。ハローワークの予約を取った。同行を希望している。'], c.i + k)
       || '（' || c.i || '-' || k || '）'
  FROM bench_size s, bench_consultation c,
       LATERAL generate_series(0, CASE WHEN c.many > 0 THEN c.many - 1 ELSE pg_temp.roll('said', c.i, 5) END) k;
INSERT INTO intake_caller (id, consultation_id, information_class, origin_id, author_id, at, name, relation, phone, note)
SELECT pg_temp.one('caller', i), id, 1, pg_temp.one('agency', desk), pg_temp.one('membership', desk), at, '来談 ' || i, 'child', '', ''
  FROM bench_consultation WHERE i % 10 < 3;
INSERT INTO intake_placeofconcern (id, consultation_id, information_class, origin_id, author_id, at, place, landmark)
SELECT pg_temp.one('place', i), id, 32, pg_temp.one('agency', desk), pg_temp.one('membership', desk), at, '東山町の角の家', '赤い屋根'
  FROM bench_consultation WHERE i % 40 = 19;

-- referrals
CREATE TEMP TABLE bench_referral AS
SELECT c.i, pg_temp.one('referral', c.i) AS id, c.id AS consultation, CASE WHEN c.known THEN pg_temp.one('resident', c.person) END AS resident,
       c.desk AS sender, (c.desk + 1 + pg_temp.roll('to', c.i, s.desks - 1)) % s.desks AS receiver, c.open,
       least(s.now - interval '1 hour', c.at + interval '2 days') AS at,
       CASE WHEN c.open THEN pg_temp.pick('{requested,requested,received,accepted,in_progress,in_progress,completed,rejected}', c.i / 5)
            ELSE pg_temp.pick('{completed,completed,completed,rejected,cancelled}', c.i / 5) END AS state
  FROM bench_consultation c, bench_size s WHERE c.i % 5 = 0;
ANALYZE bench_referral;
INSERT INTO sharing_binder (id, kind, opened_by_agency_id, opened_at)
SELECT id, 'referral', pg_temp.one('agency', sender), at FROM bench_referral;
INSERT INTO intake_referral (id, reference, consultation_id, sender_agency_id, sender_id, receiver_agency_id, kind, state, priority, classes,
    grounds, reply_due_on, contact_due_on, moved_at, moved_side, sent_at, opened_at, answered_at, contacted_at, ended_at, seen_by_sender_at, reason_code, version)
SELECT id, pg_temp.reference(id), consultation, pg_temp.one('agency', sender), pg_temp.one('membership', sender),
       pg_temp.one('agency', receiver), CASE WHEN state IN ('requested', 'received', 'rejected') AND i % 2 = 0 THEN 'handover' ELSE 'join' END,
       state, pg_temp.pick('{normal,normal,urgent}', i), 15,
       ARRAY[pg_temp.one('ground of referral', i), pg_temp.one('ground of referred', i), pg_temp.one('ground of person', i)],
       (at + interval '7 days')::date, CASE WHEN state IN ('accepted', 'in_progress') THEN (at + interval '14 days')::date END,
       at + interval '30 minutes', CASE WHEN state IN ('requested', 'cancelled') THEN 'sender' ELSE 'receiver' END, at,
       CASE WHEN state <> 'requested' THEN at + interval '10 minutes' END,
       CASE WHEN state NOT IN ('requested', 'received') THEN at + interval '20 minutes' END,
       CASE WHEN state IN ('in_progress', 'completed') THEN at + interval '30 minutes' END,
       CASE WHEN state IN ('completed', 'rejected', 'cancelled') THEN at + interval '30 minutes' END,
       CASE WHEN at < s.now - interval '14 days' AND state NOT IN ('requested', 'received') THEN at + interval '3 days' END,
       CASE state WHEN 'rejected' THEN 'full' WHEN 'cancelled' THEN 'changed' ELSE '' END, 1
  FROM bench_referral, bench_size s;
INSERT INTO intake_referralletter (referral_id, reason, request, care, person_agrees, origin_id)
SELECT id, '世帯全体の支援が必要なため、訪問に同行していただきたい。', '初回の訪問日を調整したい。', '', 'yes', pg_temp.one('agency', sender)
  FROM bench_referral;
INSERT INTO intake_referralstep (id, referral_id, before, after, side, membership_id, reason_code, at)
SELECT pg_temp.one('sent', i), id, '', 'requested', 'sender', pg_temp.one('membership', sender), '', at FROM bench_referral
UNION ALL
SELECT pg_temp.one('moved', i), id, 'requested', state, CASE WHEN state = 'cancelled' THEN 'sender' ELSE 'receiver' END,
       pg_temp.one('membership', receiver), CASE state WHEN 'rejected' THEN 'full' WHEN 'cancelled' THEN 'changed' ELSE '' END,
       at + interval '30 minutes' FROM bench_referral WHERE state <> 'requested';

-- cases
CREATE TEMP TABLE bench_case AS
SELECT i, pg_temp.one('case', i) AS id, consultation, person, desk, holder, at, many
  FROM (SELECT DISTINCT ON (c.person) c.i, c.id AS consultation, c.person, c.desk, c.holder, c.at,
               CASE WHEN c.many > 0 THEN s.longest ELSE 20 END AS many
          FROM bench_consultation c, bench_size s WHERE c.open AND c.known AND (c.i % 12 = 0 OR c.many > 0)
         ORDER BY c.person, c.many DESC, c.i) one;
ANALYZE bench_case;
INSERT INTO sharing_binder (id, kind, subject_id, opened_by_agency_id, opened_at)
SELECT id, 'case', pg_temp.one('resident', person), pg_temp.one('agency', desk), at FROM bench_case;
INSERT INTO cases_case (id, reference, resident_id, consultation_id, agency_id, opened_by_id, opened_at, state, moved_at, reason_code, version)
SELECT id, pg_temp.reference(id), pg_temp.one('resident', person), consultation, pg_temp.one('agency', desk), pg_temp.one('membership', holder),
       at, CASE WHEN i % 3 = 0 THEN 'outreach' ELSE 'assessing' END, at, '', 1 FROM bench_case;
INSERT INTO cases_casestep (id, case_id, before, after, reason_code, membership_id, at)
SELECT pg_temp.one('case step', i), id, '', CASE WHEN i % 3 = 0 THEN 'outreach' ELSE 'assessing' END, '', pg_temp.one('membership', holder), at
  FROM bench_case;
INSERT INTO cases_lead (id, case_id, agency_id, membership_id, next_on, next_action, starts_at, set_by)
SELECT pg_temp.one('lead', i), id, pg_temp.one('agency', desk), pg_temp.one('membership', holder), s.today - 5 + pg_temp.roll('led', i, 40),
       'visit', at, pg_temp.one('membership', holder) FROM bench_case, bench_size s;
INSERT INTO cases_journalentry (id, case_id, binder_id, information_class, origin_id, author_id, at, kind, source, happened_at, counterpart,
    means, minutes, text, next_step)
SELECT md5('entry ' || c.i || ' ' || k)::uuid, c.id,
       CASE WHEN c.many > 20 AND k % 15 = 2 THEN md5('member ' || c.i || ' ' || k / 15 % 11)::uuid ELSE c.id END,
       (ARRAY[1, 2, 4, 8])[1 + (c.i + k) % 4], coalesce(o.id, pg_temp.one('agency', c.desk)),
       coalesce(o.membership_id, pg_temp.one('membership', c.holder)), least(s.now, c.at + k * interval '7 hours'), 'contact', pg_temp.pick('{fact,heard,opinion}', c.i + k),
       least(s.now, c.at + k * interval '7 hours'), '', '', 10 + k % 50,
       pg_temp.pick(ARRAY['自宅を訪問。玄関先で10分ほど話ができた。表情は前回より明るい。', '家主と電話で話した。滞納の分割払いに応じるとのこと。',
           '受診に同行した。次回は二週間後。薬は本人が管理している。', '食料を届けた。冷蔵庫は空に近い。週末の見守りを頼む。',
           '就労準備の体験に参加。半日を過ごせた。本人から次もと希望。'], c.i + k) || '（' || c.i || '-' || k || '）', ''
  FROM bench_size s CROSS JOIN bench_case c CROSS JOIN LATERAL generate_series(0, c.many - 1) k
  LEFT JOIN bench_office o ON c.many > 20 AND k % 3 = 1 AND o.place = k / 3 % 30;
INSERT INTO cases_journalwords (entry_id, case_id, binder_id, information_class, origin_id, happened_at, form, letters,
    sketch_a, sketch_b, sketch_c, sketch_d)
SELECT e.id, e.case_id, e.binder_id, e.information_class, e.origin_id, e.happened_at, f.form, s.letters, s.a, s.b, s.c, s.d
  FROM cases_journalentry e, LATERAL (SELECT cases_search_form(e.text || ' ' || e.next_step) AS form OFFSET 0) f, cases_sketch(f.form) s;

-- households of many offices
-- Of each long case: twelve people, thirty agencies beside the one that leads, a consent of everybody for everybody.
CREATE TEMP TABLE bench_team AS
SELECT c.i, c.id, c.person, c.desk, c.holder, o.place AS k, o.id AS office, o.membership_id FROM bench_case c, bench_office o WHERE c.many > 20;
CREATE TEMP TABLE bench_member AS
SELECT c.i, c.id AS case_id, c.desk, c.at, one.k, one.person, md5('member ' || c.i || ' ' || one.k)::uuid AS id
  FROM bench_size s, bench_case c, LATERAL (
       SELECT c.desk + n * s.desks AS person, row_number() OVER (ORDER BY n) - 1 AS k FROM generate_series(0, 11) n
        WHERE c.desk + n * s.desks <> c.person LIMIT 11) one WHERE c.many > 20;
INSERT INTO sharing_binder (id, kind, subject_id, opened_by_agency_id, opened_at)
SELECT id, 'case_member', pg_temp.one('resident', person), pg_temp.one('agency', desk), at FROM bench_member;
INSERT INTO cases_casemember (id, case_id, resident_id, joined_at) SELECT id, case_id, pg_temp.one('resident', person), at FROM bench_member;
INSERT INTO sharing_consent (id, resident_id, stage, classes, recipients, purpose, starts_at, ends_at, given_by, means, language, evidence, agency_id, recorded_by,
    recorded_at, withdrawn_means, withdrawal_note)
SELECT md5('household consent ' || c.i || ' ' || p.person)::uuid, pg_temp.one('resident', p.person), 'sharing', 15, (SELECT array_agg(id ORDER BY place) FROM bench_office),
       '世帯への支援', s.now - interval '20 days', s.now + interval '300 days', 'self', 'written', 'ja', '窓口で署名を受けた。', pg_temp.one('agency', desk),
       pg_temp.one('membership', holder), s.now - interval '20 days', '', ''
  FROM bench_size s, bench_case c, LATERAL (SELECT m.person FROM bench_member m WHERE m.i = c.i UNION ALL SELECT c.person) p WHERE c.many > 20;
INSERT INTO sharing_consent (id, resident_id, stage, classes, recipients, purpose, starts_at, ends_at, given_by, means, language, evidence, agency_id, recorded_by,
    recorded_at, withdrawn_means, withdrawal_note)
SELECT pg_temp.one('asked for support', i), pg_temp.one('resident', person), 'support', 15, '{}', '支援の申込み', s.now - interval '21 days', s.now + interval '300 days', 'self',
       'written', 'ja', '窓口で署名を受けた。', pg_temp.one('agency', desk), pg_temp.one('membership', holder), s.now - interval '21 days', '', ''
  FROM bench_case, bench_size s WHERE many > 20;
INSERT INTO cases_teamrole (id, case_id, agency_id, membership_id, duty, state, asked_at, asked_by, answer_due_on, answered_at, reason_code, grounds, consent_id, version)
SELECT md5('role ' || i || ' ' || k)::uuid, id, office, membership_id, pg_temp.pick('{watch,contact,support,participation}', k), 'accepted',
       s.now - interval '19 days', pg_temp.one('membership', holder), s.today - 12, s.now - interval '18 days', '', ARRAY[md5('ground of team ' || i || ' ' || k)::uuid],
       md5('household consent ' || i || ' ' || person)::uuid, 2 FROM bench_team, bench_size s;
INSERT INTO cases_casewords (id, case_id, binder_id, information_class, origin_id, author_id, at, about, text)
SELECT md5('asked ' || i || ' ' || k)::uuid, id, id, 1, pg_temp.one('agency', desk), pg_temp.one('membership', holder), s.now - interval '19 days',
       md5('role ' || i || ' ' || k)::uuid, '世帯全体の見守りに加わってください。月に一度、様子を知らせてください。' FROM bench_team, bench_size s;

-- places
INSERT INTO community_town (id, prefecture, city, code, town, section, kana, postcode, latitude, longitude, source)
SELECT pg_temp.one('town', n), '愛知県', 'みのり市', '', pg_temp.pick('{みのり町,川西町,若葉台,東山町,朝日町,港町,清流町,緑ヶ丘}', n / 5)
       || pg_temp.pick('{一,二,三,四,五}', n) || '丁目', '', '', '', 35.02 + (n / 5) * 0.02, 137.1 + n % 5 * 0.02, '架空'
  FROM generate_series(0, 39) n;
CREATE TEMP TABLE bench_place AS
SELECT n, pg_temp.one('place of the city', n) AS id,
       pg_temp.pick('{salon,helpers,exchange,group,dining,childcare,activity,care,disability,public,learning,business}', n) AS kind,
       pg_temp.pick('{ふれあいサロン,お助け隊,交流館,歌の会,みんなの食堂,親子ひろば,わかば,ひなたケア,せせらぎワークス,図書室,学び場,農園}', n)
       || '第' || n AS name, pg_temp.pick('{place,experience,training,work,meaning}', pg_temp.roll('purpose', n, 5)) AS purpose,
       ARRAY[1 + n % 7, 1 + (n + 2) % 7]::smallint[] AS days
  FROM bench_size s, generate_series(0, s.places - 1) n;
INSERT INTO community_resource (id, name, kana, common_name, kind, poi_code, service, purposes, description, public_service, public,
    organisation, corporation_number, office_number, postcode, address, prefecture, city, town, block, building, latitude, longitude,
    place_from, phone, phone_digits, fax, email, website, access, fee, hours, times, open_days, on_holidays, left_over, closing_words,
    closings, capacity, available, waiting, queued, capacity_words, considerations, barrier_free, barrier_words, targets, age_from, age_to, areas,
    asks_per_month, note, verify_by, confirmed_on, confirmed_name, pause_reason, paused_from, paused_until, original, version,
    starts_on, keeper_id)
SELECT id, name, '', '', kind, '', '', ARRAY[purpose], pg_temp.pick('{お茶を飲みながら話します。,季節の野菜を育てます。,本の仕分けを手伝います。,箱づめと検品をします。,昭和の歌をうたいます。,夕ごはんを一緒に作ります。}', pg_temp.roll('words', n, 6)),
       kind IN ('care', 'disability', 'public'), n % 10 < 8, '', '', '', '', 'みのり市' || t.town || n % 30 || '番', '愛知県', 'みのり市', t.town, '', '',
       35.02 + pg_temp.roll('lat', n, 1600) * 0.0001, 137.1 + pg_temp.roll('lon', n, 900) * 0.0001, 'town', '0565-00-' || n, '056500' || n, '', '', '', '', '',
       '毎週', (SELECT jsonb_agg(jsonb_build_array(d, '0', 540 + n % 5 * 60, 840 + n % 6 * 60)) FROM unnest(days) d), days, 'unknown', '', '',
       '{}', 4 + n % 20, CASE WHEN n % 9 = 0 THEN 0 ELSE 1 + n % 3 END, 0, 0, '',
       jsonb_build_object(pg_temp.pick('{quiet,small,pauses,alone,companion,pickup,easy_japanese,no_cash}', n), 'yes',
           pg_temp.pick('{medication,writing,same_gender,no_blades}', n), CASE WHEN n % 3 = 0 THEN 'no' ELSE 'yes' END),
       jsonb_build_object('wheelchair', CASE WHEN n % 2 = 0 THEN 'yes' ELSE 'no' END), '',
       CASE WHEN n % 4 = 0 THEN ARRAY[pg_temp.pick('{elderly,disability,child,youth,poverty}', n / 4)] ELSE '{}'::text[] END,
       CASE WHEN n % 11 = 0 THEN 18 END, CASE WHEN n % 13 = 0 THEN 65 END, '{}', CASE WHEN n % 12 = 11 THEN 2 END, '',
       s.today + 90 - CASE WHEN n % 40 = 0 THEN 200 ELSE 0 END, s.today - 60, '', '', CASE WHEN n % 50 = 0 THEN s.today - 5 END,
       CASE WHEN n % 50 = 0 THEN s.today + 20 END, '{}', 1, s.today - 400, pg_temp.one('agency', n % s.desks)
  FROM bench_place, bench_size s, LATERAL (SELECT town FROM community_town c WHERE c.id = pg_temp.one('town', n % 40)) t;
INSERT INTO community_menu (id, resource_id, name, purpose, description, pace, reward, transport, insurance, hours, times, open_days, on_holidays,
    left_over, capacity, available, waiting, queued, considerations, targets, pause_reason, version, starts_on)
SELECT pg_temp.one('menu', n), id, pg_temp.pick('{種まきと草とり,箱づめの手伝い,本の仕分け,配膳の手伝い}', n / 12), 'experience', '', '週1回', '', '', '', '', '[]', '{}', 'unknown', '',
       3, 2, 0, 0, '{"pauses": "yes"}', '{}', '', 1, s.today - 300 FROM bench_place, bench_size s WHERE n % 12 = 11;

-- the project
INSERT INTO community_member (id, name, kana, kind, fields, purposes, offers, areas, person, phone, email, address, joined_on, left_reason, note, version)
SELECT pg_temp.one('member', n), '会員の店' || n, 'カイインノミセ' || n, 'company', '{}', '{experience}', '箱づめの手伝い。', '{}', '', '', '', '', s.today - 300 + n % 290, '', '', 1
  FROM bench_size s, generate_series(0, s.members - 1) n;

-- taking part
-- Of three persons with a case two have said what they wish; one of them waits, the other has a placement that goes on.
INSERT INTO participation_profile (id, case_id, binder_id, information_class, origin_id, author_id, at, purposes, days, parts, times_a_week, max_km, fields, waits_since)
SELECT pg_temp.one('wish', i), id, id, 1, pg_temp.one('agency', desk), p.membership_id, s.now - interval '40 days',
       ARRAY[pg_temp.pick('{place,experience,training,work,meaning}', i / 12)], ARRAY[1 + i % 5, 1 + (i + 2) % 5]::smallint[], '{}', 2, 8, '{}', s.today - 40 + i % 30
  FROM bench_case JOIN bench_promoter p USING (desk), bench_size s WHERE i / 12 % 3 <> 0;
INSERT INTO participation_profileline (id, case_id, binder_id, information_class, origin_id, author_id, at, side, text, needed, cared_for, accesses, shunned, shunned_towns)
SELECT md5('wish ' || i || side)::uuid, id, id, class, pg_temp.one('agency', desk), p.membership_id, s.now - interval '40 days', side, words,
       CASE WHEN side = 'needs' AND i / 12 % 4 = 1 THEN '{quiet}'::text[] ELSE '{}' END, CASE WHEN side = 'needs' THEN '{small}'::text[] ELSE '{}' END, '{}', '{}', '{}'
  FROM bench_case JOIN bench_promoter p USING (desk), bench_size s,
       (VALUES ('likes', 1, '畑、歌、本'), ('can', 1, '箱づめ、料理、話を聞くこと'), ('needs', 4, '人が多いとつらい。')) line(side, class, words) WHERE i / 12 % 3 <> 0;
INSERT INTO participation_proposal (id, case_id, binder_id, information_class, origin_id, author_id, at, resource_id, name, reasons, score, road, ask, state, reason, remark,
    decided_at, decided_by, version)
SELECT pg_temp.one('proposal', i), id, id, 1, pg_temp.one('agency', desk), p.membership_id, s.now - interval '35 days', pg_temp.one('place of the city', i % s.places),
       '第' || i % s.places, '["希望する条件に合っています。"]', 3, 'one', '', 'chosen', '', '', s.now - interval '33 days', p.membership_id, 2
  FROM bench_case JOIN bench_promoter p USING (desk), bench_size s WHERE i / 12 % 3 = 1;
INSERT INTO participation_placement (id, case_id, binder_id, information_class, origin_id, author_id, at, proposal_id, resource_id, name, state, since, person_on, host_on,
    agreement, insurance, transport, reward, person_agreed_on, host_agreed_on, agency_agreed_on, person_word, person_comment, host_word, host_comment, ended_reason,
    moved_at, moved_by, version)
SELECT pg_temp.one('placement', i), id, id, 1, pg_temp.one('agency', desk), p.membership_id, s.now - interval '33 days', pg_temp.one('proposal', i),
       pg_temp.one('place of the city', i % s.places), '第' || i % s.places, pg_temp.pick('{arranging,visiting,trial,regular}', i / 36), s.today - 20, s.today - 5 + i % 30, s.today + i % 20,
       '朝の一時間から。', '', '', '', s.today - 21, s.today - 21, s.today - 21, '', '', '', '', '', s.now - interval '20 days', p.membership_id, 3
  FROM bench_case JOIN bench_promoter p USING (desk), bench_size s WHERE i / 12 % 3 = 1;
INSERT INTO participation_placementrecord (id, case_id, binder_id, information_class, origin_id, author_id, at, placement_id, kind, day, text, settled_text)
SELECT md5('record ' || i || ' ' || k)::uuid, id, id, 1, pg_temp.one('agency', desk), p.membership_id, s.now - k * interval '1 day', pg_temp.one('placement', i),
       'attended', s.today - k, '予定の作業を終えた。', '' FROM bench_case JOIN bench_promoter p USING (desk), bench_size s, generate_series(1, 20) k WHERE i / 12 % 3 = 1;

-- requests to the project
-- For people who wait: on a search that found nothing, a decision, and the consent to be presented to hosts.
CREATE TEMP TABLE bench_request AS
SELECT n, c.* FROM bench_size s, generate_series(0, s.members / 5 - 1) n,
       LATERAL (SELECT row_number() OVER (PARTITION BY b.desk ORDER BY i) AS turn, b.id, b.person, b.desk, p.membership_id
                  FROM bench_case b JOIN bench_promoter p USING (desk) WHERE i / 12 % 3 = 2) c
 WHERE c.desk = n % s.desks AND c.turn = n / s.desks + 1;
INSERT INTO sharing_consent (id, resident_id, stage, classes, recipients, purpose, starts_at, ends_at, given_by, means, language, evidence, agency_id, recorded_by,
    recorded_at, withdrawn_means, withdrawal_note)
SELECT pg_temp.one('host consent', n), pg_temp.one('resident', person), 'host', 7, '{}', '受入先への提供', s.now - interval '21 days', s.now + interval '300 days', 'self', 'written', 'ja',
       '窓口で署名を受けた。', pg_temp.one('agency', desk), membership_id, s.now - interval '21 days', '', '' FROM bench_request, bench_size s;
INSERT INTO participation_search (id, case_id, binder_id, information_class, origin_id, author_id, at, offers, fits_public, fits_local, near, against, note)
SELECT pg_temp.one('failed search', n), id, id, 1, pg_temp.one('agency', desk), membership_id, s.now - interval '22 days', s.places, 0, 0, 3, '{"day": 40}', '夕方に一人でできる場がない。'
  FROM bench_request, bench_size s;
UPDATE participation_profile p SET decision_id = pg_temp.one('decision', r.n) FROM bench_request r WHERE p.case_id = r.id;
INSERT INTO community_commission (id, reference, state, age_band, forms, wishes, strengths, considerations, care, frequency, district, disclosure, consented_on,
    deadline, search_id, searched_on, decision_id, decided_on, rests_on, consented_until, opened_at, opened_by, moved_at, outcome, evaluation, ended_reason, version, agency_id)
SELECT pg_temp.one('commission', n), pg_temp.reference(pg_temp.one('commission', n)), pg_temp.pick('{asked,hands}', n), '19-39', '{experience}', '体を動かしたい。', '続けられる。', '{small}', '',
       '週に1回', '', '年代と希望まで。', s.today - 21, s.today + 40, pg_temp.one('failed search', n), s.today - 22, pg_temp.one('decision', n), s.today - 40,
       pg_temp.one('host consent', n), s.today + 299, s.now - interval '20 days', membership_id, s.now - interval '10 days', '', '', '', 1, pg_temp.one('agency', desk)
  FROM bench_request, bench_size s;
INSERT INTO community_hand (id, commission_id, member_id, idea, insurance, transport, reward, days, people, state, reason, raised_at, version)
SELECT md5('hand ' || n || ' ' || k)::uuid, pg_temp.one('commission', n), pg_temp.one('member', (n * 5 + k) % s.members), '一緒にやってみたい。', '', '', '', '平日', 2, 'raised', '',
       s.now - interval '8 days', 1 FROM bench_request, bench_size s, generate_series(0, 2) k WHERE n % 2 = 1;

-- archive of cases
-- What a city has written in ten years: cases that have ended, two hundred entries each. The same fifty thousand texts come again
-- and again (their letters are paired once); in each stands the name of somebody, so that there are rare words.
CREATE TEMP TABLE bench_archive AS
SELECT n, pg_temp.one('archived case', n) AS id, n % s.cases AS person, (n % s.cases) % s.desks AS desk,
       s.now - interval '400 days' - n % 3200 * interval '1 day' AS at
  FROM bench_size s, generate_series(0, s.notes / 200 - 1) n;
ANALYZE bench_archive;
INSERT INTO sharing_binder (id, kind, subject_id, opened_by_agency_id, opened_at)
SELECT id, 'case', pg_temp.one('resident', person), pg_temp.one('agency', desk), at FROM bench_archive;
INSERT INTO cases_case (id, reference, resident_id, agency_id, opened_by_id, opened_at, state, moved_at, reason_code, version)
SELECT id, pg_temp.reference(id), pg_temp.one('resident', person), pg_temp.one('agency', desk), pg_temp.one('membership', desk),
       at, 'ended', at + interval '300 days', 'stable', 1 FROM bench_archive;
INSERT INTO cases_lead (id, case_id, agency_id, membership_id, next_on, next_action, starts_at, ended_at, set_by)
SELECT pg_temp.one('archived lead', n), id, pg_temp.one('agency', desk), pg_temp.one('membership', desk), (at + interval '300 days')::date,
       'visit', at, at + interval '300 days', pg_temp.one('membership', desk) FROM bench_archive;
CREATE TEMP TABLE bench_text AS
SELECT t, text, form, sketch.*
  FROM bench_size s, generate_series(0, sign(s.notes)::int * 50000 - 1) t, bench_person p,
       LATERAL (SELECT CASE t % 3 WHEN 0 THEN '自宅を訪問。' WHEN 1 THEN '電話で話した。' ELSE '来所。' END
            || split_part(p.name, ' ', 1) || pg_temp.pick('{さんと会った。,さんから聞いた。,さんに伝えた。}', t / 3)
            || pg_temp.pick('{表情は前回より明るい。,眠れない日が続く。,食事は一日一回。,体重が減った。,声に張りがある。,受け答えはゆっくり。}', pg_temp.roll('how', t, 6))
            || pg_temp.pick('{配食サービスを続ける。,家計簿を一緒に付けた。,年金の書類を出した。,住宅の更新を確かめた。,就労準備の体験に行く。,通院に同行する。,
                親族に連絡を取る。,食料を届けた。,滞納の分割払いを相談した。,ごみ出しを手伝った。,学校の先生と話した。,薬の飲み忘れを確かめた。}', pg_temp.roll('what', t, 12)) AS text) one,
       LATERAL (SELECT cases_search_form(one.text || ' ') AS form) f, cases_sketch(form) sketch
 WHERE p.n = t % s.residents;
CREATE TEMP TABLE bench_archived AS
SELECT md5('archived entry ' || a.n || ' ' || k)::uuid AS id, a.id AS file, (ARRAY[1, 2, 4, 8])[1 + (a.n + k) % 4] AS class, a.desk, k,
       a.at + k * interval '36 hours' AS at, pg_temp.roll('text', a.n * 200 + k, 50000) AS t FROM bench_archive a, generate_series(0, 199) k;
ANALYZE bench_archived;
INSERT INTO cases_journalentry (id, case_id, binder_id, information_class, origin_id, author_id, at, kind, source, happened_at, counterpart,
    means, minutes, text, next_step)
SELECT id, file, file, class, pg_temp.one('agency', desk), pg_temp.one('membership', desk), at, 'contact',
       pg_temp.pick('{fact,heard,opinion}', k), at, '', '', 10 + k % 50, text, '' FROM bench_archived JOIN bench_text USING (t);
INSERT INTO cases_journalwords (entry_id, case_id, binder_id, information_class, origin_id, happened_at, form, letters,
    sketch_a, sketch_b, sketch_c, sketch_d)
SELECT id, file, file, class, pg_temp.one('agency', desk), at, form, letters, a, b, c, d FROM bench_archived JOIN bench_text USING (t);
SELECT cases_count_letters();

-- grounds and grants
CREATE TEMP TABLE bench_grant AS
SELECT pg_temp.one('ground of work', n) AS ground, 'own_work' AS kind, p.id AS binder, p.desk AS grantee, 255 AS classes, p.desk AS agency,
       s.now - interval '1100 days' + n % 900 * interval '1 day' AS starts_at, NULL::timestamptz AS ends_at, NULL::timestamptz AS revoked_at
  FROM bench_person p, bench_size s
UNION ALL SELECT pg_temp.one('ground of consultation', i), 'own_work', id, desk, 255, desk, at, NULL, NULL FROM bench_consultation
UNION ALL SELECT pg_temp.one('ground of case', i), 'own_work', id, desk, 255, desk, at, NULL, NULL FROM bench_case
UNION ALL SELECT md5('ground of member ' || id)::uuid, 'own_work', id, desk, 255, desk, at, NULL, NULL FROM bench_member
UNION ALL SELECT pg_temp.one('ground of archived case', n), 'own_work', id, desk, 255, desk, at, NULL, NULL FROM bench_archive
UNION ALL SELECT pg_temp.one('ground of sender', i), 'own_work', id, sender, 255, sender, at, NULL, NULL FROM bench_referral
UNION ALL SELECT pg_temp.one('ground of ' || part.word, i), CASE WHEN state IN ('accepted', 'in_progress', 'completed') THEN 'own_work' ELSE 'referral' END,
       part.binder, receiver, 15, sender, r.at, CASE WHEN state IN ('accepted', 'in_progress', 'completed') THEN NULL ELSE r.at + interval '1200 days' END,
       CASE WHEN state IN ('rejected', 'cancelled') THEN r.at + interval '30 minutes' END
  FROM bench_referral r, LATERAL (VALUES ('referral', r.id), ('referred', r.consultation), ('person', r.resident)) part(word, binder)
 WHERE part.binder IS NOT NULL;
INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, agency_id, recorded_by, recorded_at)
SELECT ground, kind, binder, '', CASE kind WHEN 'referral' THEN 'つなぎ' ELSE '所管の仕事' END, '', pg_temp.one('agency', agency),
       pg_temp.one('membership', agency), starts_at FROM bench_grant;
INSERT INTO sharing_grant (id, ground_id, kind, binder_id, binder_kind, grantee_id, classes, sealed_classes, starts_at, ends_at, revoked_at)
SELECT md5('grant ' || ground)::uuid, ground, g.kind, binder, b.kind, pg_temp.one('agency', grantee), classes, 0, starts_at, ends_at, revoked_at
  FROM bench_grant g JOIN sharing_binder b ON b.id = g.binder;
INSERT INTO sharing_ground (id, kind, binder_id, article, purpose, reason, agency_id, recorded_by, recorded_at, consent_id)
SELECT md5('ground of team ' || i || ' ' || k)::uuid, 'consent', id, '', '世帯への支援', '', pg_temp.one('agency', desk), pg_temp.one('membership', holder),
       s.now - interval '18 days', md5('household consent ' || i || ' ' || person)::uuid FROM bench_team, bench_size s;
INSERT INTO sharing_grant (id, ground_id, kind, binder_id, binder_kind, grantee_id, classes, sealed_classes, starts_at, ends_at)
SELECT md5('grant of team ' || i || ' ' || k)::uuid, md5('ground of team ' || i || ' ' || k)::uuid, 'consent', id, 'case', office, 15, 0, s.now - interval '18 days',
       s.now + interval '300 days' FROM bench_team, bench_size s;
INSERT INTO residents_heldname (grantee_id, kind, key, resident_id)
SELECT DISTINCT g.grantee_id, k.kind, k.key, k.resident_id FROM residents_searchkey k
  JOIN sharing_grant g ON g.binder_id = k.resident_id AND g.revoked_at IS NULL WHERE k.kind IN ('kana', 'name', 'word', 'birth');

-- seals, keys and blocks
INSERT INTO sharing_seal (id, binder_id, kind, classes, sealed_at, sealed_by)
SELECT pg_temp.one('seal', n), id, CASE WHEN n % 1000 = 7 THEN 'exit_support' ELSE 'support_measure' END, CASE WHEN n % 1000 = 7 THEN 255 ELSE 32 END,
       s.now, pg_temp.one('membership', desk) FROM bench_person, bench_size s WHERE n % 100 = 7;
INSERT INTO sharing_key (id, seal_id, holder_id, given_at, given_by)
SELECT pg_temp.one('key', n), pg_temp.one('seal', n), pg_temp.one('agency', desk), s.now, pg_temp.one('membership', desk)
  FROM bench_person, bench_size s WHERE n % 100 = 7;
INSERT INTO sharing_block (id, binder_id, staff_id, kind, recorded_by, recorded_at)
SELECT pg_temp.one('block', m), pg_temp.one('resident', m), staff_id, 'declared', membership_id, s.now FROM bench_staff, bench_size s WHERE m % 10 = 3;
UPDATE sharing_grant g SET sealed_classes = sharing_sealed_for(g.binder_id, g.grantee_id)
 WHERE g.binder_id IN (SELECT binder_id FROM sharing_seal);

-- inbox
INSERT INTO office_task (id, holder_id, word, text, binder_id, url, due_on, state, made_at)
SELECT pg_temp.one('task', i), pg_temp.one('agency', receiver), 'referral.answer', 'つなぎに回答してください（番号 ' || pg_temp.reference(id) || '）', id,
       '/referrals/' || id || '/', (at + interval '7 days')::date, 'open', at FROM bench_referral WHERE state IN ('requested', 'received');
INSERT INTO office_notice (id, holder_id, word, text, binder_id, url, made_at, read_at)
SELECT md5('notice ' || m || ' ' || k)::uuid, membership_id, 'consultation.received', '相談を受け付けました', pg_temp.one('consultation', m), '',
       s.now - k * interval '1 day', CASE WHEN k > 5 THEN s.now END FROM bench_staff, bench_size s, generate_series(1, 30) k;

-- trail
INSERT INTO office_trailentry (at, kind, word, staff_id, membership_id, agency_id, sign_in_id, request_id, purpose, deliberate, binders,
    classes, detail)
SELECT s.now - (s.trail - t) * (94608000.0 / s.trail) * interval '1 second', CASE WHEN t % 10 < 7 THEN 'look' WHEN t % 10 < 8 THEN 'search' ELSE 'change' END,
       CASE WHEN t % 10 < 5 THEN 'consultation.page' WHEN t % 10 < 7 THEN 'consultation.list' WHEN t % 10 < 8 THEN 'resident.search' ELSE 'consultation.stated' END,
       f.staff_id, f.membership_id, pg_temp.one('agency', f.desk), pg_temp.one('sign-in', t / 50), pg_temp.one('request', t), 'support', t % 10 < 5,
       CASE WHEN t % 10 < 5 OR t % 10 >= 8 THEN ARRAY[pg_temp.one('consultation', t % s.consultations), pg_temp.one('resident', t % s.consultations % s.cases)]
            WHEN t % 10 < 7 THEN (SELECT array_agg(pg_temp.one('consultation', (t + k * s.cases) % s.consultations)) FROM generate_series(1, 20) k)
            ELSE '{}' END, 255, '{}'
  FROM bench_size s, generate_series(0, s.trail - 1) t, LATERAL (SELECT * FROM bench_staff WHERE m = t % (s.staff - 3)) f;
