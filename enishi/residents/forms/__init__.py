"""Forms: they parse and check what was typed, and never save.

``RegistrationForm`` may stand inside another room's form (give it a ``prefix``; draw it with
``{% include "residents/_registration.html" with form=… %}``); ``form.registration()`` gives what ``register_resident`` takes.
"""

from enishi.residents.forms.emergency import EmergencyForm
from enishi.residents.forms.family import HouseholdForm, KinshipForm, PersonSearchForm
from enishi.residents.forms.identity import IdentityForm, NameForm
from enishi.residents.forms.protection import LeftOpenForm, MeasureForm, ProtectionForm
from enishi.residents.forms.reconciling import AskAgainForm, DecisionForm
from enishi.residents.forms.registration import RegistrationForm
from enishi.residents.forms.search import SearchForm
from enishi.residents.forms.whereabouts import AddressForm, ConsiderationForm, ContactForm

__all__ = [
    "AddressForm",
    "AskAgainForm",
    "ConsiderationForm",
    "ContactForm",
    "DecisionForm",
    "EmergencyForm",
    "HouseholdForm",
    "IdentityForm",
    "KinshipForm",
    "LeftOpenForm",
    "MeasureForm",
    "NameForm",
    "PersonSearchForm",
    "ProtectionForm",
    "RegistrationForm",
    "SearchForm",
]
