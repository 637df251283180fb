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

CC_KINDS = frozenset({"BY", "BY-SA", "BY-ND", "BY-NC", "BY-NC-SA", "BY-NC-ND"})
CC_VERSIONS = ("1.0", "2.0", "2.5", "3.0", "4.0")
CC_WORDS = {
    "by": "by|attribution|namensnennung|reconocimiento|atribución|atribuição|attribuzione|naamsvermelding|paternité",
    "nc": "nc|non ?commercial(?:e)?|nicht ?kommerziell|no ?comercial|não ?comercial|pas d.utilisation commerciale",
    "nd": "nd|no ?deriv(?:s|atives?|ative works)?|keine bearbeitung(?:en)?|sin ?obra ?derivada|pas de modification",
    "sa": "sa|share ?alike|weitergabe unter gleichen bedingungen|compartir ?igual|compartilha ?igual",
}
"""The four conditions of Creative Commons, in the words of their deeds, in lower case with blanks for hyphens."""
_IDS = (
    "MIT ISC Unlicense WTFPL 0BSD BSD-2-Clause BSD-3-Clause Apache-2.0 MPL-2.0 EUPL-1.2 GPL-2.0-only GPL-2.0-or-later"
    " GPL-3.0-only GPL-3.0-or-later LGPL-2.1-only LGPL-3.0-only AGPL-3.0-only AGPL-3.0-or-later GFDL-1.3-only"
    " GFDL-1.3-or-later ODbL-1.0 ODC-By-1.0 PDDL-1.0 OGL-UK-3.0 etalab-2.0 DL-DE-BY-2.0 DL-DE-ZERO-2.0 CC0-1.0"
).split()
BY_NAME = {
    **{name.lower(): name for name in _IDS},
    "cc0": "CC0-1.0",
    "cc0 1.0": "CC0-1.0",
    "cc zero": "CC0-1.0",
    "creative commons zero": "CC0-1.0",
    "mit license": "MIT",
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "gnu free documentation license 1.3": "GFDL-1.3-only",
    "ogl uk 3.0": "OGL-UK-3.0",
    "open government licence v3.0": "OGL-UK-3.0",
    "open government licence 3.0": "OGL-UK-3.0",
    "open government license v3.0": "OGL-UK-3.0",
    "licence ouverte 2.0": "etalab-2.0",
    "licence ouverte / open licence 2.0": "etalab-2.0",
}
"""Name or id in lower case → SPDX id."""
