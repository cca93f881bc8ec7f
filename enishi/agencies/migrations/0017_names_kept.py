"""What agencies and staff are called is remembered by each process (``agencies.queries.names``), until this stamp changes.

It changes in the transaction of whatever changes a name or a hat. A request is told it with the answer to who asks.
"""

import uuid

from django.db import migrations, models

RENEW = """
INSERT INTO agencies_namestamp (id, stamp) VALUES (1, gen_random_uuid());

CREATE FUNCTION agencies_names_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE agencies_namestamp SET stamp = gen_random_uuid();
    RETURN NULL;
END $$;
COMMENT ON FUNCTION agencies_names_changed() IS 'Renews the stamp of what processes remember of names and hats.';

CREATE TRIGGER agencies_names_changed AFTER INSERT OR UPDATE OF id, name, kana OR DELETE OR TRUNCATE ON agencies_agency
FOR EACH STATEMENT EXECUTE FUNCTION agencies_names_changed();
CREATE TRIGGER agencies_names_changed AFTER INSERT OR UPDATE OF id, name, kana OR DELETE OR TRUNCATE ON agencies_staff
FOR EACH STATEMENT EXECUTE FUNCTION agencies_names_changed();
CREATE TRIGGER agencies_names_changed AFTER INSERT OR UPDATE OF id, staff_id, agency_id OR DELETE OR TRUNCATE ON agencies_membership
FOR EACH STATEMENT EXECUTE FUNCTION agencies_names_changed();

GRANT SELECT ON agencies_namestamp TO enishi_app, enishi_clerk;
GRANT SELECT, UPDATE ON agencies_namestamp TO enishi_kernel;
GRANT CREATE ON SCHEMA public TO enishi_kernel;
ALTER FUNCTION agencies_names_changed() OWNER TO enishi_kernel;
REVOKE CREATE ON SCHEMA public FROM enishi_kernel;
"""

ASK = """
DROP FUNCTION enishi_ask(text, text, boolean);
CREATE FUNCTION enishi_ask(p_secret text, p_request text, p_reading boolean) RETURNS TABLE(
    sign_in uuid, staff uuid, membership uuid, agency uuid, role text, link uuid, staff_name text, agency_name text,
    other_hats bigint, lists uuid, names uuid)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE hat enishi_hat;
BEGIN
    PERFORM set_config('enishi.session', p_secret, p_reading), set_config('enishi.request', p_request, p_reading);
    IF p_reading THEN PERFORM set_config('transaction_read_only', 'on', true); END IF;
    hat := enishi_hat();
    RETURN QUERY
    SELECT hat.sign_in, hat.staff, hat.membership, hat.agency, hat.role, hat.link,
           (SELECT s.name::text FROM agencies_staff s WHERE s.id = hat.staff),
           (SELECT a.name::text FROM agencies_agency a WHERE a.id = hat.agency),
           (SELECT count(*) FROM agencies_membership o JOIN agencies_agency oa ON oa.id = o.agency_id
             WHERE o.staff_id = hat.staff AND o.id <> hat.membership
               AND o.starts_on <= enishi_today() AND (o.ends_on IS NULL OR o.ends_on > enishi_today())
               AND oa.starts_on <= enishi_today() AND (oa.ends_on IS NULL OR oa.ends_on > enishi_today())),
           (SELECT v.stamp FROM office_vocabularystamp v),
           (SELECT n.stamp FROM agencies_namestamp n);
END $$;
COMMENT ON FUNCTION enishi_ask(text, text, boolean) IS
    'Tells the connection who asks and answers who that is; with p_reading the transaction takes no write any more.';
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0016_hat_by_one_key"), ("office", "0005_records")]

    operations = [
        migrations.CreateModel(
            name="NameStamp",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("stamp", models.UUIDField(default=uuid.uuid4)),
            ],
            options={"verbose_name": "名称の版"},
        ),
        migrations.RunSQL(RENEW),
        migrations.RunSQL(ASK),
    ]
