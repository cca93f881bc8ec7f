"""Who lives with a protected person and stays unprotected: on purpose (kept behind the same seal), or not yet looked at.

What is kept is read by the agency that wrote it, and by who holds the key to the whereabouts; when the seal is lifted, by who wrote
it alone: that somebody is the offender is not for those who then read the address.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from enishi.sharing import walls

TABLE = "residents_leftopen"
KEPT = ("id", "resident_id", "housemate_id", "information_class", "origin_id", "recorded_by", "recorded_at", "reason", "note")
SEEN = walls.reaches(f"{TABLE}.resident_id", f"{TABLE}.information_class", f"{TABLE}.origin_id")

# Who holds the key, or wrote it; and sees who else it is about.
BEHIND_THE_SEAL = f"""
CREATE POLICY {TABLE}_inside ON {TABLE} AS RESTRICTIVE TO enishi_app USING (
    {walls.reaches(f"{TABLE}.housemate_id")}
    AND (origin_id = (SELECT enishi_own_agency())
         OR EXISTS (SELECT 1 FROM sharing_seals({TABLE}.resident_id) s
                     WHERE s.kind = 'support_measure' AND (s.classes & 32) <> 0)));
"""

# A measure names who applied and against whom: what was sought for two of a household stands in the binder of each, and is not for
# those who know one of them and do not see where they live.
MEASURES = """
CREATE POLICY supportmeasure_inside ON residents_supportmeasure AS RESTRICTIVE TO enishi_app USING (
    EXISTS (SELECT 1 FROM sharing_mine g
             WHERE g.binder_id = residents_supportmeasure.resident_id AND (g.sealed_classes & 32) = 0));
"""

HOUSEHOLDS = f"""
CREATE FUNCTION residents_open_to(p_register uuid, p_holder uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(bit_or(g.classes & ~g.sealed_classes), 0) FROM sharing_grant g
     WHERE g.binder_id = p_register AND g.kind NOT IN ('emergency', 'identity')
       AND g.grantee_id IN (p_holder, (SELECT m.agency_id FROM agencies_membership m WHERE m.id = p_holder))
       AND {walls.STANDS}
$$;
COMMENT ON FUNCTION residents_open_to(uuid, uuid) IS
    'The classes of a register that are open to an agency or a membership for longer than a look.';

CREATE FUNCTION residents_live_together(p_person uuid, p_housemate uuid, p_holder uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT (residents_open_to(p_person, p_holder) & 41) = 41 AND (residents_open_to(p_housemate, p_holder) & 9) = 9
$$;
COMMENT ON FUNCTION residents_live_together(uuid, uuid, uuid) IS
    'Whether somebody inside the seal sees that the two live together: whereabouts and family of the one, family of the other.';

CREATE FUNCTION residents_may_be_told(p_staff uuid, p_role text, p_person uuid, p_housemate uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT enishi_role_sees(p_role)
       AND NOT EXISTS (SELECT 1 FROM sharing_block b
                        WHERE b.staff_id = p_staff AND b.lifted_at IS NULL AND b.binder_id IN (p_person, p_housemate))
$$;
COMMENT ON FUNCTION residents_may_be_told(uuid, text, uuid, uuid) IS
    'Whether somebody works with persons and is shut out of neither. Where all of an agency are, it is told at once, else each who is.';

CREATE FUNCTION residents_open_households() RETURNS TABLE(resident uuid, holder uuid, since timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN QUERY
    WITH household AS (
        SELECT s.id AS seal, own.resident_id AS person, other.resident_id AS housemate,
               greatest(s.sealed_at, own.recorded_at, other.recorded_at,
                        (SELECT max(l.lifted_at) FROM sharing_seal l
                          WHERE l.binder_id = other.resident_id AND l.kind = 'support_measure')) AS since
          FROM sharing_seal s
          JOIN residents_householdmember own ON own.resident_id = s.binder_id AND own.ended_at IS NULL
          JOIN residents_householdmember other ON other.household_id = own.household_id AND other.ended_at IS NULL
           AND other.resident_id <> own.resident_id
         WHERE s.kind = 'support_measure' AND (s.classes & 32) <> 0 AND s.lifted_at IS NULL
           AND NOT residents_is_protected(other.resident_id)
           AND coalesce((SELECT bool_or(d.protection <> 'unknown') FROM residents_address d
                          WHERE d.resident_id = own.resident_id AND d.ended_at IS NULL AND d.protection <> 'none'), true)
           AND NOT EXISTS (SELECT 1 FROM {TABLE} o
                            WHERE o.resident_id = own.resident_id AND o.housemate_id = other.resident_id AND o.ended_at IS NULL
                              AND o.recorded_at >= greatest(s.sealed_at, own.recorded_at, other.recorded_at)))
    SELECT h.person, told.holder,
           max(greatest(h.since, CASE WHEN (residents_open_to(h.housemate, told.holder) & 32) <> 0 THEN
                   (SELECT max(a.recorded_at) FROM residents_address a WHERE a.resident_id = h.housemate) END))
      FROM household h
      JOIN sharing_key k ON k.seal_id = h.seal AND k.withdrawn_at IS NULL
     CROSS JOIN LATERAL (
        SELECT EXISTS (SELECT 1 FROM agencies_agency a WHERE a.id = k.holder_id)
               AND residents_live_together(h.person, h.housemate, k.holder_id)
               AND NOT EXISTS (SELECT 1 FROM agencies_membership m
                                WHERE m.agency_id = k.holder_id AND (m.ends_on IS NULL OR m.ends_on > enishi_today())
                                  AND NOT residents_may_be_told(m.staff_id, m.role, h.person, h.housemate))
               AS at_once) agency
     CROSS JOIN LATERAL (
        SELECT k.holder_id AS holder WHERE agency.at_once
        UNION ALL
        SELECT m.id FROM agencies_membership m
         WHERE NOT agency.at_once AND (m.id = k.holder_id OR m.agency_id = k.holder_id)
           AND m.starts_on <= enishi_today() AND (m.ends_on IS NULL OR m.ends_on > enishi_today())
           AND residents_live_together(h.person, h.housemate, m.id)
           AND residents_may_be_told(m.staff_id, m.role, h.person, h.housemate)) told
     GROUP BY h.person, told.holder;
END $$;
COMMENT ON FUNCTION residents_open_households() IS
    'Persons said to be protected (not 不明 alone) with whom somebody unprotected lives about whom nothing was decided; who sees both; since when.';
"""

# A room above lets the kernel read addresses under the name that `walls.kernel_reads` gives, and may come first.
ADDRESSES = """
GRANT SELECT ON residents_address TO enishi_kernel;
CREATE POLICY address_of_households ON residents_address FOR SELECT TO enishi_kernel USING (true);
"""

FUNCTIONS = (
    "residents_open_to(uuid, uuid)",
    "residents_live_together(uuid, uuid, uuid)",
    "residents_may_be_told(uuid, text, uuid, uuid)",
    "residents_open_households()",
)


class Migration(migrations.Migration):
    dependencies = [("residents", "0014_joined_are_protected")]

    operations = [
        migrations.CreateModel(
            name="LeftOpen",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("origin_id", models.UUIDField(verbose_name="書いた機関")),
                ("recorded_by", models.UUIDField(verbose_name="書いた所属")),
                ("recorded_at", models.DateTimeField(verbose_name="書いた日時")),
                ("version", models.PositiveIntegerField(default=1)),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="開始日")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="終了日")),
                ("ended_by", models.UUIDField(null=True, verbose_name="終了を書いた所属")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="終了を書いた日時")),
                ("information_class", models.SmallIntegerField(default=32)),
                (
                    "reason",
                    models.CharField(
                        choices=[("offender", "加害者である"), ("apart", "別に暮らしている"), ("other", "その他")],
                        max_length=8,
                        verbose_name="理由",
                    ),
                ),
                ("note", models.CharField(blank=True, default="", max_length=200, verbose_name="補足")),
                (
                    "housemate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="residents.resident",
                        verbose_name="いっしょに暮らす人",
                    ),
                ),
                (
                    "resident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="residents.resident"
                    ),
                ),
            ],
            options={
                "verbose_name": "いっしょに保護しない人",
                "ordering": ["-recorded_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason__in", ["offender", "apart", "other"])), name="left_open_reason_known"
                    ),
                    models.CheckConstraint(condition=models.Q(("information_class", 32)), name="left_open_is_location"),
                    models.CheckConstraint(
                        condition=models.Q(("resident", models.F("housemate")), _negated=True), name="left_open_is_another"
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            walls.content_wall(TABLE, binder="resident_id", information_class="information_class")
        ),
        migrations.RunSQL(walls.kept_as_seen(TABLE, SEEN, *KEPT)),
        migrations.RunSQL(BEHIND_THE_SEAL),
        migrations.RunSQL(MEASURES),
        migrations.RunSQL(walls.no_statistics(TABLE)),
        migrations.RunSQL(walls.lists_read_once(TABLE)),
        migrations.RunSQL(walls.kernel_reads("residents_householdmember", TABLE)),
        migrations.RunSQL(ADDRESSES),
        migrations.RunSQL(HOUSEHOLDS),
        migrations.RunSQL(walls.kernel_owns(*FUNCTIONS)),
        migrations.RunSQL(
            [
                *(f"REVOKE EXECUTE ON FUNCTION {one} FROM PUBLIC" for one in FUNCTIONS),
                "GRANT EXECUTE ON FUNCTION residents_open_households() TO enishi_clerk",
            ]
        ),
    ]
