"""Who asks, answered by one function whose plans PostgreSQL keeps, with the stamp of what processes remember.

Every request begins with this question; as a statement it was planned anew each time, which took longer than to run it.
The city's settings renew the stamp of the code lists: a process that remembers either sees any change at its next request.
"""

from django.db import migrations

ASK = """
CREATE FUNCTION enishi_ask(p_secret text, p_request text, p_reading boolean) RETURNS TABLE(
    sign_in uuid, staff uuid, membership uuid, agency uuid, role text, link uuid, staff_name text, agency_name text,
    other_hats bigint, stamp uuid)
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
           (SELECT v.stamp FROM office_vocabularystamp v);
END $$;
COMMENT ON FUNCTION enishi_ask(text, text, boolean) IS
    'Tells the connection who asks and answers who that is; with p_reading the transaction takes no write any more.';
"""

SETTINGS = """
CREATE TRIGGER office_setting_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON office_citysetting
FOR EACH STATEMENT EXECUTE FUNCTION office_vocabulary_changed();
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0009_no_own_hat"), ("office", "0005_records")]

    operations = [
        migrations.RunSQL(ASK, "DROP FUNCTION enishi_ask(text, text, boolean)"),
        migrations.RunSQL(SETTINGS, "DROP TRIGGER office_setting_changed ON office_citysetting"),
    ]
