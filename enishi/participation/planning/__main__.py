"""`python -m enishi.participation.planning`: what ``enishi plan-placements`` runs."""

import sys

from enishi.participation.planning.command import main

sys.exit(main(sys.argv[1:]))
