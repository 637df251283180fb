"""Licences that feeds name: their addresses and names → SPDX ids (spdx.org/licenses)."""

from __future__ import annotations

PORTED = frozenset(
    "CC-BY-2.5-AU CC-BY-3.0-AT CC-BY-3.0-AU CC-BY-3.0-DE CC-BY-3.0-IGO CC-BY-3.0-NL CC-BY-3.0-US CC-BY-NC-3.0-DE"
    " CC-BY-NC-ND-3.0-DE CC-BY-NC-ND-3.0-IGO CC-BY-NC-SA-2.0-DE CC-BY-NC-SA-2.0-FR CC-BY-NC-SA-2.0-UK"
    " CC-BY-NC-SA-3.0-DE CC-BY-NC-SA-3.0-IGO CC-BY-ND-3.0-DE CC-BY-SA-2.0-UK CC-BY-SA-2.1-JP"
    " CC-BY-SA-3.0-AT CC-BY-SA-3.0-DE CC-BY-SA-3.0-IGO".split()
)
"""Ported Creative Commons licences that SPDX lists."""

BY_URL = {
    "gnu.org/licenses/fdl.html": "GFDL-1.3-or-later",
    "gnu.org/licenses/fdl-1.3.html": "GFDL-1.3-only",
    "gnu.org/licenses/old-licenses/fdl-1.2.html": "GFDL-1.2-only",
    "gnu.org/copyleft/fdl.html": "GFDL-1.3-or-later",
    "gnu.org/licenses/gpl-3.0.html": "GPL-3.0-only",
    "opensource.org/licenses/mit": "MIT",
    "opensource.org/licenses/mit-license.php": "MIT",
    "opensource.org/license/mit": "MIT",
    "apache.org/licenses/license-2.0": "Apache-2.0",
    "apache.org/licenses/license-2.0.html": "Apache-2.0",
    "nationalarchives.gov.uk/doc/open-government-licence/version/1": "OGL-UK-1.0",
    "nationalarchives.gov.uk/doc/open-government-licence/version/2": "OGL-UK-2.0",
    "nationalarchives.gov.uk/doc/open-government-licence/version/3": "OGL-UK-3.0",
    "opendatacommons.org/licenses/odbl/1.0": "ODbL-1.0",
    "opendatacommons.org/licenses/by/1.0": "ODC-By-1.0",
    "opendatacommons.org/licenses/pddl/1.0": "PDDL-1.0",
    "etalab.gouv.fr/licence-ouverte-open-licence": "etalab-2.0",
    "govdata.de/dl-de/by-2-0": "DL-DE-BY-2.0",
    "govdata.de/dl-de/zero-2-0": "DL-DE-ZERO-2.0",
}
"""Address without scheme, `www.` and last slash, in lower case → SPDX id."""

_CC_KINDS = ("by", "by sa", "by nd", "by nc", "by nc sa", "by nc nd")
CC_VERSIONS = ("1.0", "2.0", "2.5", "3.0", "4.0")
BY_NAME = {
    **{
        f"{prefix}{kind} {version}": f"CC-{kind.replace(' ', '-').upper()}-{version}"
        for prefix in ("cc ", "creative commons ")
        for kind in _CC_KINDS
        for version in CC_VERSIONS
    },
    "cc0": "CC0-1.0",
    "cc0 1.0": "CC0-1.0",
    "mit": "MIT",
    "mit license": "MIT",
    "apache 2.0": "Apache-2.0",
    "ogl uk 3.0": "OGL-UK-3.0",
}
"""Name in lower case with blanks for hyphens → SPDX id."""
