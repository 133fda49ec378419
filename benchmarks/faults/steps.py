"""The moments at which a service can be made to die, by the names that the services give them."""

from praxis_chain.service.sending import MOMENTS

STEPS_OF_RELAYERS = MOMENTS
STEPS_OF_ATTESTERS = ("none",)
