# SPDX-License-Identifier: GPL-3.0-or-later
"""What of an address may be written down or shown: what is known to be harmless, nothing else.

Everything that the plugin writes or says of an address goes through here: data profiles, notes,
saved projects, messages and logs. What is not known is left out, be it a password or not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from .harmless_uri import DATA_KEYS, harmless_data_uri, words
from .patterns import pattern

# What stands in the place of a part that is left out of a text.
LEFT_OUT = "…"

# Parameters of addresses of services, in lower case.
QUERY_KEYS = words(
    """
    service request version acceptversions typename typenames layer layers style styles format
    outputformat crs srs srsname bbox width height dpi tilematrixset tilematrix tilerow tilecol
    count maxfeatures startindex limit offset resulttype exceptions transparent language lang
    type x y z lyrs hl f where outfields geometrytype url map zmin zmax tilepixelratio
    contextualwmslegend featurecount dpimode steps tiled namespace namespaces propertyname
    coverage coverageid identifier time elevation interpretation ignoregetmapurl
    ignoregetfeatureinfourl ignoreaxisorientation invertaxisorientation smoothpixmaptransform
    styleurl arcgislayertype authcfg referer
    """
)
# Those of texts with columns, layers in memory, tracks and layers made by a query.
_TEXT_KEYS = words(
    """
    type delimiter quote escape regexp xfield yfield zfield mfield wktfield geomfield xydms crs
    encoding geomtype detecttypes usedefaulttypes useheader skiplines trimfields maxfields
    decimalpoint subset watchfile spatialindex subsetindex skipemptyfields field booleantrue
    booleanfalse index uid query geometry nogeometry layer_ref layer
    """
)
# What follows the path of a file.
_PLACE_KEYS = words(
    """
    layername layerid subset geometrytype uniquegeometrytype
    """
)
# What GDAL is told of how to open a file; names, no values that lead anywhere.
_OPEN_OPTIONS = words(
    """
    encoding autodetect_type keep_geom_columns x_possible_names y_possible_names
    geom_possible_names separator headers list_all_tables immutable
    """
)
# The providers of QGIS by how their addresses are written.
_PARAMETERS = ("wms", "wcs", "vectortile", "xyzvectortiles", "mbtilesvectortiles")
_PATHS = ("ogr", "gdal", "mdal", "ept", "copc", "pdal", "vpc", "gpx", "delimitedtext")
_MEMORY = ("memory", "virtual")

# What GDAL reads by a prefix: of a database, of a service, and of what is a file.
_GDAL_DATABASES = ("pg", "postgresql", "mysql", "mssql")
_GDAL_SERVICES = ("wfs", "wfs3", "oapif", "wms", "wcs", "wmts", "csw", "es", "plmosaic", "oapi")
_GDAL_FILES = ("gpkg", "sqlite", "netcdf", "hdf5", "hdf4_sds", "gtiff_dir", "geojson", "csv")

_WRAPPER = pattern(r"/vsi(?:zip|gzip|tar|7z|rar)/", re.IGNORECASE)
_CURL = pattern(r"/vsicurl(?:_streaming)?([/?])", re.IGNORECASE)
_STORE = pattern(r"/vsi(?:mem|s3|gs|az|adls|oss|swift|hdfs)(?:_streaming)?/", re.IGNORECASE)
_PREFIX = pattern(r"([A-Za-z][A-Za-z0-9_+-]+):")
# Names have a limit here and below: texts of any length are looked through.
_SCHEME = pattern(r"[A-Za-z][A-Za-z0-9+.-]{0,20}://")

# An address of which a path has been made has one slash less.
_PATH_OF_ADDRESS = pattern(
    r"(?i)\b(https?|ftps?|sftp|smb|davs?|postgres(?:ql)?|mysql|mongodb|s3|wss?):/(?=[^/\s])"
)

# A name and a password before a host; a slash in the password does not end them.
_LOGIN = pattern(r"[^/?#\s]*@|(?![^/:@]+:\d+(?:/|$))[^/?#@:]+:[^@]*@")
_HOST = pattern(r"(?:(?:[\w.-]|\{[\w:,-]+\})+|\[[0-9A-Fa-f:.]+\])(?::\d+)?")
_AUTHENTICATION = pattern(r"[0-9A-Za-z]{7}")
_UUID = pattern(r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# As long as no word that people write with digits in it.
_LONGEST_WORD = 20

# Names of secrets: only for texts, where not every name before an equals sign is a parameter.
_SECRET = pattern(
    r"(?i)pass|pwd|mdp|secret|token|jeton|key$|key_?id$|^cl[eé]$|^sig$|signature|credential|auth$"
    r"|authori|login|^user|uid$|session|cookie|^sas$|^pat$"
)
_IS_CONNECTION = pattern(
    r"(?i)\b(?:dbname|host|hostaddr|server|uid|user|username|password|pwd)\s{0,9}="
)
_PAIR = pattern(
    r"(?P<key>\b[A-Za-z][\w.-]{0,40})(?P<is>\s{0,9}=\s{0,9})"
    r"(?P<value>'(?:\\.|[^'\\])*'|\"[^\"]*\"|[^\s'\"&|;,)“”«»]+)"
)
_ENCODED = pattern(
    r"(?P<key>[A-Za-z]\w{0,40})(?P<is>%3D)(?P<value>(?:(?!%2[06]|%7C)[^\s&;,|])+)", re.IGNORECASE
)
_ADDRESS = pattern(rf"'{_SCHEME.pattern}[^'\n]*'|{_SCHEME.pattern}[^\s\"“”«»<>|]+")
_PERSON = pattern(
    r"(?i)(\b(?:user|role|login|utilisateur|rôle)\s{1,9}(?:name\s{1,9})?)"
    r"(\"[^\"]{0,200}\"|“[^”]{0,200}”|«[^»]{0,200}»|'[^']{0,200}')"
)
# As JSON, headers of requests and people write them; a plain word behind a colon is no password.
_ENTRY = pattern(
    r"(?P<key>\"[\w .-]{1,40}\"|'[\w .-]{1,40}')(?P<is>\s{0,9}:\s{0,9})(?:\"[^\"]*\"|'[^']*')"
)
_FIELD = pattern(
    r"(?i)\b((?:x-[\w-]{0,40}|(?:proxy-)?authorization|(?:set-)?cookie)\s{0,9}:)[^\n“”«»\"']+"
)
_TOLD = pattern(
    r"(?i)\b((?:password|passwd|pwd|mdp|mot de passe|secret|token|jeton|api.?key)\s{0,9}:\s{0,9})"
    r"(?=\S{0,200}\d)[^\s“”«»]{4,}"
)
# A login without a scheme, or with one that is escaped.
_BARE_LOGIN = pattern(
    r"(//|\\/\\/)[^\s/@:“”]{1,100}:[^\s/:@“”]{1,200}@"
    r"|(?<![\w/.-])[\w.-]{1,60}:[^\s/:@“”]{1,200}@(?=[\w.-]{1,100}(?::\d|/))"
)
_ESCAPED_LOGIN = pattern(r"(?i)(%2F%2F)[^%\s]{1,100}%3A[^\s/%]{1,200}%40")
_HEADER = pattern(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}")
_TOKEN = pattern(r"(?<![\w-])eyJ[\w-]+\.[\w.-]+")
_LITERAL = pattern(r"'(?:''|[^'])*'")
_ORACLE = pattern(r"(?i)\b((?:OCI|ODBC):)[^\s“”«»]+")


@dataclass(frozen=True)
class Harmless:
    """What is left of an address, and the names of the parts that are not known to be harmless."""

    text: str
    dropped: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left out."""
        return not self.dropped


def harmless_text(text: str) -> str:
    """A text for people, every address in it reduced to what is known to be harmless."""
    if ":/" in text:
        text = _PATH_OF_ADDRESS.sub(r"\1://", text)
        text = _ADDRESS.sub(_harmless_match, text)
    if "%3d" in text.lower():
        text = _ENCODED.sub(_harmless_encoded, text)
    if "=" in text:
        text = _harmless_pairs(text)
    if "@" in text or "%40" in text:
        text = _ESCAPED_LOGIN.sub(r"\1", _BARE_LOGIN.sub(lambda login: login[1] or "", text))
    if ":" in text:
        text = _ENTRY.sub(_harmless_entry, text)
        text = _TOLD.sub(rf"\1{LEFT_OUT}", _FIELD.sub(rf"\1 {LEFT_OUT}", text))
    text = _ORACLE.sub(rf"\1{LEFT_OUT}", text)
    text = _PERSON.sub(rf"\1{LEFT_OUT}", text)
    return _TOKEN.sub(LEFT_OUT, _HEADER.sub(rf"\1 {LEFT_OUT}", text))


def _harmless_pairs(text: str) -> str:
    """A text with pairs of a name and a value."""
    is_connection = _IS_CONNECTION.search(text) is not None

    def pair(match: re.Match[str]) -> str:
        key, value = match["key"].lower(), match["value"]
        is_known = key in DATA_KEYS or key in QUERY_KEYS
        is_harmless = is_known if is_connection else not _SECRET.search(key)
        if is_harmless and value.startswith("'") and "=" in value:
            # The name of a database may be a whole address.
            return f"{match['key']}{match['is']}'{harmless_text(value[1:-1])}'"
        if is_harmless or value.startswith(LEFT_OUT):
            return match[0]
        return f"{match['key']}{match['is']}{LEFT_OUT}"

    return _PAIR.sub(pair, text)


def harmless_address(provider: str, uri: str) -> Harmless:
    """The address of a layer of one of QGIS's providers; of one of another provider, nothing."""
    if provider in _MEMORY:
        return _harmless_memory(uri)
    if provider in _PARAMETERS:
        return _joined("", _pairs(uri, QUERY_KEYS), uri)
    if provider in _PATHS:
        return _harmless_path(uri)
    known = harmless_data_uri(provider, uri, harmless_url, _harmless_query)
    return Harmless("", (provider,)) if known is None else Harmless(*known)


def harmless_url(url: str, keys: Collection[str] = QUERY_KEYS) -> Harmless:
    """An address on the network, its parameters those of some names (in lower case)."""
    scheme, _, rest = url.partition("://")
    dropped = []
    login = _LOGIN.match(rest)
    if login is not None:
        dropped.append("user:password")
        rest = rest[login.end() :]
    rest, hash_sign, _ = rest.partition("#")
    dropped += ["#"] if hash_sign else []
    place, _, query = rest.partition("?")
    host, slash, path = place.partition("/")
    if scheme.lower() != "file" and not _HOST.fullmatch(host):
        return Harmless(f"{scheme}://{LEFT_OUT}", (*dropped, LEFT_OUT))
    kept_path = "/".join(_harmless_segment(*pair) for pair in _with_previous(path))
    dropped += [f"/{LEFT_OUT}/"] if kept_path != path else []
    start = f"{scheme}://{host}{slash}{kept_path}"
    return _joined(start, [(name, None) for name in dropped] + _pairs(query, keys), url)


def _joined(start: str, pairs: list[tuple[str, str | None]], whole: str) -> Harmless:
    """What is left of parameters, behind what comes before; one without a value is left out."""
    dropped = tuple(name for name, value in pairs if value is None)
    if not dropped:
        return Harmless(whole)
    kept = "&".join(value for _, value in pairs if value is not None)
    mark = "?" if start and kept else ""
    return Harmless(f"{start}{mark}{kept}", dropped)


def query_parts(query: str) -> Iterator[tuple[str, str, str]]:
    """The parameters of a query as they are written: name, equals sign, value."""
    return (part.partition("=") for part in re.split("[&;]", query) if part)


def _pairs(query: str, keys: Collection[str]) -> list[tuple[str, str | None]]:
    """The parameters of a query by name: as they are written, None where they are not harmless."""
    pairs: list[tuple[str, str | None]] = []
    for name, equals, value in query_parts(query):
        key = unquote(name).lower().replace("http-header:referer", "referer")
        pairs.append((name, None if key not in keys else _harmless_pair(name, equals, value)))
    return pairs


def _harmless_pair(name: str, equals: str, value: str) -> str | None:
    plain, key = unquote(value), name.lower()
    if key in ("url", "styleurl", "map") and _SCHEME.match(plain):
        return f"{name}{equals}{value}" if harmless_url(plain).is_whole else None
    if key == "authcfg" and not _AUTHENTICATION.fullmatch(plain):
        return None
    is_query = key in ("query", "subset", "where")
    is_harmless = _harmless_query(plain) == plain if is_query else not is_like_key(plain)
    return f"{name}{equals}{value}" if is_harmless and not _SCHEME.search(plain) else None


def _harmless_query(text: str) -> str:
    """A query, the texts in it reduced; its columns may be called like secrets."""
    return _LITERAL.sub(lambda match: harmless_text(match[0]), text)


def _with_previous(path: str) -> Iterator[tuple[str, str]]:
    parts = path.split("/")
    return zip(parts, ["", *parts])


def _harmless_segment(part: str, previous: str) -> str:
    """A part of a path; many a service takes its key there."""
    plain = unquote(part)
    named = bool(part) and _SECRET.search(previous) is not None
    if "=" in plain and not named:
        is_strange = any(value is None for _, value in _pairs(plain, QUERY_KEYS))
    else:
        is_strange = named or ";" in plain or "@" in plain
    return LEFT_OUT if is_strange or is_like_key(plain) else part


def is_secret(name: str) -> bool:
    """Whether a parameter of a name may hold a secret."""
    return _SECRET.search(name) is not None


def is_like_key(text: str) -> bool:
    """Whether a text looks as if a machine had made it up."""
    if text.startswith("eyJ") or _UUID.search(text):
        return True
    words = re.split(r"[^0-9A-Za-z]+", text)
    return any(
        len(word) >= _LONGEST_WORD and re.search("[0-9]", word) and re.search("[A-Za-z]", word)
        for word in words
    )


def _harmless_memory(uri: str) -> Harmless:
    """The address of a layer in memory or of a query."""
    start, mark, query = uri.partition("?")
    pairs = _pairs(query, _TEXT_KEYS)
    for number, (name, value) in enumerate(pairs):
        if name.lower() == "layer" and value is not None:
            provider, _, source = value.partition("=")[2].partition(":")
            inner = unquote(source.partition(":")[0])
            if not harmless_address(unquote(provider), inner).is_whole:
                pairs[number] = (name, None)
    return _joined(f"{start}{mark}".rstrip("?"), pairs, uri)


def _harmless_path(uri: str) -> Harmless:
    """The address of a file, with its place in it, or of what GDAL takes in the place of one."""
    if uri.lstrip().startswith("{"):
        # The objects themselves.
        return Harmless(uri)
    path, *places = uri.split("|")
    opened = _harmless_dataset(path)
    kept, dropped = [opened.text], list(opened.dropped)
    for place in places:
        name = place.partition("=")[0].lower()
        is_option = name.startswith("option:") and name[7:] in _OPEN_OPTIONS
        # A name of a layer may have a bar in it.
        if name in _PLACE_KEYS or is_option or "=" not in place:
            kept.append(place)
        else:
            dropped.append(place.partition("=")[0])
    return Harmless("|".join(kept), tuple(dropped)) if dropped else Harmless(uri)


def _harmless_dataset(path: str) -> Harmless:
    wrapper = _WRAPPER.match(path)
    if wrapper is not None:
        inner = _harmless_dataset(path[wrapper.end() :])
        return Harmless(f"{wrapper[0]}{inner.text}", inner.dropped)
    curl = _CURL.match(path)
    if curl is not None:
        rest = path[curl.end() :]
        inner = harmless_url(rest) if curl[1] == "/" else _joined("", _pairs(rest, ("url",)), rest)
        return Harmless(f"{curl[0]}{inner.text}", inner.dropped)
    if _STORE.match(path) or path.startswith("/vsi"):
        return Harmless(path) if _STORE.match(path) else Harmless("", ("/vsi",))
    if _SCHEME.match(path):
        return harmless_url(path, QUERY_KEYS | _TEXT_KEYS)
    prefix = _PREFIX.match(path)
    if prefix is not None:
        return _harmless_prefixed(prefix[0], path[prefix.end() :])
    return Harmless("", ("<",)) if path.lstrip().startswith("<") else Harmless(path)


def _harmless_prefixed(prefix: str, rest: str) -> Harmless:
    """What GDAL reads by the prefix of a driver."""
    kind = prefix[:-1].lower()
    if kind in _GDAL_FILES:
        return Harmless(f"{prefix}{rest}")
    if kind in _GDAL_SERVICES and _SCHEME.match(rest):
        inner = harmless_url(rest)
        return Harmless(f"{prefix}{inner.text}", inner.dropped)
    if kind in _GDAL_DATABASES and "://" not in rest:
        pairs = list(_PAIR.finditer(rest))
        names = DATA_KEYS - {"key"} | {"database", "server", "tables", "schemas", "active_schema"}
        dropped = tuple(pair["key"] for pair in pairs if pair["key"].lower() not in names)
        between = _PAIR.sub("", rest).strip(" ,;")
        kept = (pair[0] for pair in pairs if pair["key"].lower() in names)
        if not dropped and not between:
            return Harmless(f"{prefix}{rest}")
        return Harmless(f"{prefix}{' '.join(kept)}", (*dropped, *([LEFT_OUT] if between else [])))
    return Harmless(prefix, (prefix,) if rest else ())


def _harmless_match(match: re.Match[str]) -> str:
    """An address in a text, whatever stands behind it."""
    quote = "'" if match[0].startswith("'") else ""
    url = match[0].strip("'") if quote else match[0].rstrip(".,;:!?)")
    after = "" if quote else match[0][len(url) :]
    if url.lower().startswith("file:"):
        return match[0]
    return f"{quote}{harmless_url(url).text}{quote}{after}"


def _harmless_encoded(match: re.Match[str]) -> str:
    """A pair within another parameter."""
    is_secret = _SECRET.search(match["key"].rpartition("%20")[2]) is not None
    return f"{match['key']}{match['is']}{LEFT_OUT}" if is_secret else match[0]


def _harmless_entry(match: re.Match[str]) -> str:
    """An entry of JSON with a text."""
    is_secret = _SECRET.search(match["key"][1:-1]) is not None
    return f'{match["key"]}{match["is"]}"{LEFT_OUT}"' if is_secret else match[0]
