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
SELECT md5('entry ' || c.i || ' ' || k)::uuid, c.id, c.id, (ARRAY[1, 2, 4, 8])[1 + (c.i + k) % 4], pg_temp.one('agency', c.desk),
       pg_temp.one('membership', c.holder), least(s.now, c.at + k * interval '7 hours'), 'contact', pg_temp.pick('{fact,heard,opinion}', c.i + k),
       least(s.now, c.at + k * interval '7 hours'), '', '', 10 + k % 50,
       pg_temp.pick(ARRAY['自宅を訪問。玄関先で10分ほど話ができた。表情は前回より明るい。', '家主と電話で話した。滞納の分割払いに応じるとのこと。',
           '受診に同行した。次回は二週間後。薬は本人が管理している。', '食料を届けた。冷蔵庫は空に近い。週末の見守りを頼む。',
           '就労準備の体験に参加。半日を過ごせた。本人から次もと希望。'], c.i + k) || '（' || c.i || '-' || k || '）', ''
  FROM bench_size s, bench_case c, generate_series(0, c.many - 1) k;
INSERT INTO cases_journalwords (entry_id, case_id, binder_id, information_class, origin_id, happened_at, form, letters)
SELECT e.id, e.case_id, e.binder_id, e.information_class, e.origin_id, e.happened_at, f.form, cases_letters(f.form)
  FROM cases_journalentry e, LATERAL (SELECT cases_search_form(e.text || ' ' || e.next_step) AS form) f;

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
SELECT t, text, form, cases_letters(form) AS letters
  FROM bench_size s, generate_series(0, sign(s.notes)::int * 50000 - 1) t, bench_person p,
       LATERAL (SELECT CASE t % 3 WHEN 0 THEN '自宅を訪問。' WHEN 1 THEN '電話で話した。' ELSE '来所。' END
            || split_part(p.name, ' ', 1) || pg_temp.pick('{さんと会った。,さんから聞いた。,さんに伝えた。}', t / 3)
            || pg_temp.pick('{表情は前回より明るい。,眠れない日が続く。,食事は一日一回。,体重が減った。,声に張りがある。,受け答えはゆっくり。}', pg_temp.roll('how', t, 6))
            || pg_temp.pick('{配食サービスを続ける。,家計簿を一緒に付けた。,年金の書類を出した。,住宅の更新を確かめた。,就労準備の体験に行く。,通院に同行する。,
                親族に連絡を取る。,食料を届けた。,滞納の分割払いを相談した。,ごみ出しを手伝った。,学校の先生と話した。,薬の飲み忘れを確かめた。}', pg_temp.roll('what', t, 12)) AS text) one,
       LATERAL (SELECT cases_search_form(one.text || ' ') AS form) f
 WHERE p.n = t % s.residents;
CREATE TEMP TABLE bench_archived AS
SELECT md5('archived entry ' || a.n || ' ' || k)::uuid AS id, a.id AS file, (ARRAY[1, 2, 4, 8])[1 + (a.n + k) % 4] AS class, a.desk, k,
       a.at + k * interval '36 hours' AS at, pg_temp.roll('text', a.n * 200 + k, 50000) AS t FROM bench_archive a, generate_series(0, 199) k;
ANALYZE bench_archived;
INSERT INTO cases_journalentry (id, case_id, binder_id, information_class, origin_id, author_id, at, kind, source, happened_at, counterpart,
    means, minutes, text, next_step)
SELECT id, file, file, class, pg_temp.one('agency', desk), pg_temp.one('membership', desk), at, 'contact',
       pg_temp.pick('{fact,heard,opinion}', k), at, '', '', 10 + k % 50, text, '' FROM bench_archived JOIN bench_text USING (t);
INSERT INTO cases_journalwords (entry_id, case_id, binder_id, information_class, origin_id, happened_at, form, letters)
SELECT id, file, file, class, pg_temp.one('agency', desk), at, form, letters FROM bench_archived JOIN bench_text USING (t);
SELECT cases_count_letters();

-- grounds and grants
CREATE TEMP TABLE bench_grant AS
SELECT pg_temp.one('ground of work', n) AS ground, 'own_work' AS kind, p.id AS binder, p.desk AS grantee, 255 AS classes, p.desk AS agency,
       s.now - interval '1100 days' + n % 900 * interval '1 day' AS starts_at, NULL::timestamptz AS ends_at, NULL::timestamptz AS revoked_at
  FROM bench_person p, bench_size s
UNION ALL SELECT pg_temp.one('ground of consultation', i), 'own_work', id, desk, 255, desk, at, NULL, NULL FROM bench_consultation
UNION ALL SELECT pg_temp.one('ground of case', i), 'own_work', id, desk, 255, desk, at, NULL, NULL FROM bench_case
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
INSERT INTO sharing_grant (id, ground_id, kind, binder_id, grantee_id, classes, sealed_classes, starts_at, ends_at, revoked_at)
SELECT md5('grant ' || ground)::uuid, ground, kind, binder, pg_temp.one('agency', grantee), classes, 0, starts_at, ends_at, revoked_at
  FROM bench_grant;

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
