"""The planted defects: each breaks one sentence of our own code, and the harness has to notice."""

from tests.mutation.defects.effects import EFFECTS
from tests.mutation.defects.intake import INTAKE
from tests.mutation.defects.people import PEOPLE
from tests.mutation.defects.runner import RUNNER

DEFECTS = (*RUNNER, *INTAKE, *PEOPLE, *EFFECTS)
