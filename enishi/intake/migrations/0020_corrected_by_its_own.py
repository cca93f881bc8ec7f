"""A statement is corrected in its own consultation by the agency that wrote it: the page had it so, the wall had not.

The guard reads as the writer, who looks at what they correct: hidden and absent are the same to it.
"""

from django.db import migrations

CORRECTED = """
CREATE FUNCTION intake_corrected_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM intake_statement s WHERE s.id = NEW.replaces_id AND s.consultation_id = NEW.consultation_id
                      AND s.origin_id = NEW.origin_id)
    THEN PERFORM sharing_refuse('corrected in its own consultation by its own agency'); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER intake_corrected_guard BEFORE INSERT ON intake_statement
FOR EACH ROW WHEN (NEW.replaces_id IS NOT NULL) EXECUTE FUNCTION intake_corrected_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0019_held_as_the_machine_sees")]

    operations = [migrations.RunSQL(CORRECTED)]
