"""Adopted, fostered, brought along, born together."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0026_led_as_the_machine_sees'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='tie',
            name='tie_relation_known',
        ),
        migrations.AlterField(
            model_name='tie',
            name='relation',
            field=models.CharField(blank=True, choices=[('spouse', '配偶者'), ('partner', '内縁・パートナー'), ('former_spouse', '元配偶者'), ('father', '父'), ('mother', '母'), ('parent', '親'), ('adopter', '養親'), ('step_parent', '継父・継母'), ('foster_parent', '里親'), ('child', '子'), ('adoptee', '養子'), ('step_child', '配偶者の子'), ('foster_child', '里子'), ('sibling', 'きょうだい'), ('twin', 'ふたご'), ('grandparent', '祖父母'), ('grandchild', '孫'), ('child_in_law', '子の配偶者'), ('parent_in_law', '配偶者の親'), ('relative', 'その他の親族'), ('housemate', '同居人'), ('supporter', '支えている人'), ('other', 'その他')], default='', max_length=14, verbose_name='続柄'),
        ),
        migrations.AddConstraint(
            model_name='tie',
            constraint=models.CheckConstraint(condition=models.Q(('relation__in', ['', 'spouse', 'partner', 'former_spouse', 'father', 'mother', 'parent', 'adopter', 'step_parent', 'foster_parent', 'child', 'adoptee', 'step_child', 'foster_child', 'sibling', 'twin', 'grandparent', 'grandchild', 'child_in_law', 'parent_in_law', 'relative', 'housemate', 'supporter', 'other'])), name='tie_relation_known'),
        ),
    ]
