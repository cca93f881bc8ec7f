"""Kinship seen from the other side."""

from enishi.residents.terms import Relation, Sex

SAME = {
    Relation.SPOUSE,
    Relation.PARTNER,
    Relation.FORMER_SPOUSE,
    Relation.SIBLING,
    Relation.TWIN,
    Relation.RELATIVE,
    Relation.HOUSEMATE,
    Relation.OTHER,
}
OTHER_WAY = {
    Relation.FATHER: Relation.CHILD,
    Relation.MOTHER: Relation.CHILD,
    Relation.PARENT: Relation.CHILD,
    Relation.ADOPTER: Relation.ADOPTEE,
    Relation.ADOPTEE: Relation.ADOPTER,
    Relation.STEP_PARENT: Relation.STEP_CHILD,
    Relation.STEP_CHILD: Relation.STEP_PARENT,
    Relation.FOSTER_PARENT: Relation.FOSTER_CHILD,
    Relation.FOSTER_CHILD: Relation.FOSTER_PARENT,
    Relation.GRANDPARENT: Relation.GRANDCHILD,
    Relation.GRANDCHILD: Relation.GRANDPARENT,
    Relation.CHILD_IN_LAW: Relation.PARENT_IN_LAW,
    Relation.PARENT_IN_LAW: Relation.CHILD_IN_LAW,
}
PARENTS = {Sex.MALE: Relation.FATHER, Sex.FEMALE: Relation.MOTHER}


def seen_from_the_other(relation: str, sex_of_subject: str) -> Relation | None:
    """What the subject is to the other person; None when it cannot be told (支えている人)."""
    if relation in SAME:
        return Relation(relation)
    if relation == Relation.CHILD:
        return PARENTS.get(Sex(sex_of_subject), Relation.PARENT)
    return OTHER_WAY.get(Relation(relation))
