"""Curation of one message from pmp-events, like the C# worker's (docs/04-curation.md defines everything).

Pure Python 3 without packages and without I/O, so that it runs beside Beam (velib-curated.yaml loads it on every worker) and without
it (curate_lines.py, which the tests compare with the C# worker). `curate` is the entry: a message's bytes in, rows and dead letters out.
"""

import base64
import hashlib
import json
import re
import struct
import zlib
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_EVEN, Context, Decimal

MAX_COUNT = 2_147_483_647
MAX_STATIONS = 50_000
MAX_UNPACKED_BYTES = 18_000_000
MAX_RAW_LENGTH = 200_000
MAX_META_LENGTH = 200
ENVELOPE_DEPTH = 65
FEED_DEPTH = 64
ELEMENT_DEPTH = 61
MAX_COUNTED = 16_384
MAX_PLAUSIBLE = 200
EARLIEST, LATEST = 946_684_800, 4_102_444_800  # 2000-01-01 and 2100-01-01
MICROS = 1_000_000
STATUS_SNAPSHOT = 'station_status_snapshot'
FLAG_ORDER = (
    'types_missing', 'types_mismatch', 'last_reported_missing', 'last_reported_invalid', 'last_reported_future', 'station_stale',
    'bikes_missing', 'docks_missing', 'status_invalid', 'station_code_invalid', 'event_time_missing', 'types_invalid', 'docks_invalid',
    'event_time_future', 'count_implausible', 'station_closed', 'snapshot_truncated')
KIND_OF_WORD = {'mechanical': 'mechanical', 'ebike': 'ebike', 'electrical': 'ebike', 'electric': 'ebike', 'bike': 'mechanical'}

WHITE_SPACE = ' \t\r\n'
# what .NET's IsWhiteSpace treats as white space; str.isspace has four more
BLANK = re.compile('[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*')
SURROGATE = re.compile('[\ud800-\udfff]')
HALF_A_PAIR = 'text with half a surrogate pair'
BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)
RFC3339 = re.compile(
    r'([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt ]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))')
NUMBER = re.compile(r'[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE]([+-]?[0-9]+))?')
EXACT = Context(prec=400, rounding=ROUND_HALF_EVEN)


class CurationError(Exception):
    """What is wrong with a message or a station: a stable word and a sentence."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind, self.message = kind, message


class Number(str):
    """A JSON number, as its characters: neither size nor notation is lost."""


# ---- JSON: Python's own decoder, made as strict as RFC 8259 and prevented from converting numbers

def _no_constant(name):
    raise ValueError(f'{name} is not JSON')


_SKIPPER = json.JSONDecoder(parse_int=len, parse_float=len, parse_constant=_no_constant)
_READER = json.JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=_no_constant)


def _not_json(at):
    return CurationError('not_json', f'The text is not JSON from character {at} on.')


def _skip_white_space(text, at):
    while at < len(text) and text[at] in WHITE_SPACE:
        at += 1
    return at


def _value(text, at, depth=None):
    """The value that starts at a position, and where it ends. It must not nest deeper than `depth`, if given."""
    try:
        value, end = _SKIPPER.raw_decode(text, at)
    except (ValueError, RecursionError):
        raise _not_json(at) from None
    if depth is not None and text[at] in '[{':
        level = 0
        for token in BRACKETS.finditer(text, at, end):
            if token[0] in '[{':
                level += 1
                if level > depth:
                    raise _not_json(token.start())
            elif token[0] in ']}':
                level -= 1
    return value, end


def _members(text, at):
    """Yields the members of the object that opens at a position: name, start of its value. The caller sends back the value's end."""
    at = _skip_white_space(text, at + 1)
    if text[at:at + 1] == '}':
        return at + 1
    while True:
        if text[at:at + 1] != '"':
            raise _not_json(at)
        try:
            name, at = json.decoder.scanstring(text, at + 1, True)
        except ValueError:
            raise _not_json(at) from None
        at = _skip_white_space(text, at)
        if text[at:at + 1] != ':':
            raise _not_json(at)
        at = yield name, _skip_white_space(text, at + 1)
        at = _skip_white_space(text, at)
        if text[at:at + 1] == '}':
            return at + 1
        if text[at:at + 1] != ',':
            raise _not_json(at)
        at = _skip_white_space(text, at + 1)


def _each_member(text, at, read):
    """Calls read(name, position) for every member, which returns the value's end; returns the object's end."""
    members = _members(text, at)
    step = None
    while True:
        try:
            name, value_at = members.send(step)
        except StopIteration as stop:
            return stop.value
        step = read(name, value_at)


def _kind(text, at):
    return {'{': 'an object', '[': 'an array', '"': 'text', 't': 'a boolean', 'f': 'a boolean', 'n': 'null'}.get(text[at:at + 1], 'a number')


def _is_text(value):
    return isinstance(value, str) and not isinstance(value, Number) and not SURROGATE.search(value)


def _decode(data):
    """Bytes to text: without a byte order mark, not blank, UTF-8."""
    if data.startswith(b'\xef\xbb\xbf'):
        data = data[3:]
    if not data.strip(b' \t\r\n'):
        raise CurationError('empty', 'There are no bytes to read.')
    try:
        return data.decode('utf-8')
    except UnicodeDecodeError as error:
        raise CurationError('not_utf8', f'The bytes are not UTF-8, first at byte {error.start}.') from None


def _cut(text, length):
    """A text's beginning, measured in UTF-16 as .NET does, never ending in half a character."""
    if len(text) <= length // 2:
        return text
    units = text.encode('utf-16-le', 'surrogatepass')
    return text if len(units) <= 2 * length else units[:2 * length].decode('utf-16-le', 'ignore')


# ---- times

def parse_rfc3339(text):
    """Microseconds since 1970 UTC, or None."""
    match = RFC3339.fullmatch(text) if len(text) <= 128 else None
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    if year < 1 or hour > 23 or minute > 59 or second > 60:
        return None
    try:
        days = date(year, month, day).toordinal() - date(1970, 1, 1).toordinal()
    except ValueError:
        return None
    micros = (days * 86_400 + hour * 3_600 + minute * 60 + second) * MICROS + int((match[7] or '0')[:6].ljust(6, '0'))
    if match[8]:
        hours, minutes = int(match[9]), int(match[10])
        if hours > 23 or minutes > 59:
            return None
        micros -= (1 if match[8] == '+' else -1) * (hours * 3_600 + minutes * 60) * MICROS
    return micros if -62_135_596_800_000_000 <= micros <= 253_402_300_799_999_999 else None


def format_rfc3339(micros):
    time = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(microseconds=micros)
    fraction = f'.{time.microsecond:06}' if time.microsecond else ''
    return f'{time.year:04}-{time:%m-%dT%H:%M:%S}{fraction}Z'


def _decimal(text):
    """The number as .NET's Decimal holds it (96 bits, at most 28 decimals), or None where it can't."""
    match = NUMBER.fullmatch(text)
    if match is None or (match[1] and abs(int(match[1][:20])) > 4_294_967_295):
        return None
    number = Decimal(text)
    if not number:
        return Decimal(0)
    if number.adjusted() > 28:
        return None
    if number.adjusted() < -30:
        return Decimal(0)
    for decimals in range(28, -1, -1):
        mantissa = number.scaleb(decimals, EXACT).to_integral_value(ROUND_HALF_EVEN, EXACT)
        if abs(mantissa) < 2 ** 96:
            return mantissa.scaleb(-decimals, EXACT)
    return None


def _number_time(text):
    number = _decimal(text)
    if number is None:
        return None
    if EARLIEST * 1000 <= number < LATEST * 1000:
        number /= 1000
    return int(number * MICROS) if EARLIEST <= number < LATEST else None


def _feed_time(value):
    """A time as feeds write it: POSIX seconds or milliseconds, RFC 3339, or a number as text; only 2000 to 2099 is accepted."""
    if isinstance(value, Number):
        return _number_time(value)
    value = value.strip(' ') if _is_text(value) else None
    if value is None or len(value) > 64 or not value.isascii():
        return None
    time = parse_rfc3339(value)
    if time is None:
        return _number_time(value)
    return time if EARLIEST * MICROS <= time < LATEST * MICROS else None


# ---- parse, normalize

def _read_envelope(data, meta):
    """The envelope of a message, with its payload as text. What was read of it is in `meta`, even after an error."""
    text = _decode(data)
    at = _skip_white_space(text, 0)
    if text[at] != '{':
        _, end = _value(text, at, ENVELOPE_DEPTH)
        if _skip_white_space(text, end) != len(text):
            raise _not_json(end)
        raise CurationError('not_an_object', f'An envelope is a JSON object; this is {_kind(text, at)}.')

    fields, errors, payload, types = {}, {}, [], []

    def read(name, at):
        if name == 'vehicle_types':
            _, end = _value(text, at, ENVELOPE_DEPTH - 1)
            types[:] = _vehicle_types(_READER.raw_decode(text, at)[0]) if text[at] == '[' else []
        elif name == 'payload':
            value, end = _value(text, at, ENVELOPE_DEPTH - 1)
            payload[:] = [] if text[at] == 'n' else [value if text[at] == '"' else None, text[at:end]]
        elif name in ('ingest_ts', 'event_ts', 'source', 'event_type', 'key', 'payload_encoding'):
            value, end = _value(text, at, ENVELOPE_DEPTH - 1)
            fields.pop(name, None)
            errors.pop(name, None)
            meta.pop(name, None)
            if text[at] == '"' and _is_text(value):
                fields[name] = value
                if name != 'payload_encoding':
                    meta[name] = _cut(value, MAX_META_LENGTH)
            elif text[at] != 'n':
                found = HALF_A_PAIR if text[at] == '"' else _kind(text, at)
                errors[name] = CurationError('invalid_field', f"The envelope's {name} must be text; it is {found}.")
        else:
            _, end = _value(text, at, ENVELOPE_DEPTH - 1)
        return end

    end = _each_member(text, at, read)
    if _skip_white_space(text, end) != len(text):
        raise _not_json(end)
    return {**_check_envelope(fields, errors, payload), 'vehicle_types': types}


def _vehicle_types(elements):
    """The types that have an id and a form factor, by id; of several with one id the last counts."""
    types = {}
    for element in elements:
        try:
            values = [_find(element, name) for name in ('vehicle_type_id', 'form_factor', 'propulsion_type')] if isinstance(element, dict) else [None]
        except CurationError:
            continue
        type_id = None if values[0] is None else _text(values[0])
        if type_id is not None and _is_text(values[1]):
            types[type_id] = {'vehicle_type_id': type_id, 'form_factor': values[1]}
            if _is_text(values[2]):
                types[type_id]['propulsion_type'] = values[2]
    return list(types.values())


def _check_envelope(fields, errors, payload):
    for name in ('ingest_ts', 'event_ts', 'source', 'event_type', 'key', 'payload_encoding'):
        if name in errors:
            raise errors[name]
    for name in ('ingest_ts', 'source', 'event_type', 'key'):
        if BLANK.fullmatch(fields.get(name, '')):
            raise CurationError('missing_field', f'The envelope has no {name}.')
    if not payload:
        raise CurationError('missing_field', 'The envelope has no payload.')

    ingest_ts, event_ts = parse_rfc3339(fields['ingest_ts']), None
    if ingest_ts is None:
        raise CurationError('invalid_field', "The envelope's ingest_ts is not an RFC 3339 time.")
    if not BLANK.fullmatch(fields.get('event_ts', '')):
        event_ts = parse_rfc3339(fields['event_ts'])
        if event_ts is None:
            raise CurationError('invalid_field', "The envelope's event_ts is not an RFC 3339 time.")

    feed, broken = _unwrap(*payload, fields.get('payload_encoding', ''))
    return {**fields, 'ingest_micros': ingest_ts, 'event_micros': event_ts, 'feed': feed, 'broken': broken}


def _unwrap(string, feed, encoding):
    """The payload as text if it is JSON, else its bytes."""
    encoded = not BLANK.fullmatch(encoding)
    if encoded and encoding != 'base64':
        raise CurationError('invalid_field', "The envelope's payload_encoding must be base64 or absent.")
    if string is not None and SURROGATE.search(string):
        raise CurationError('invalid_field', "The envelope's payload is text with half a surrogate pair.")
    if encoded:
        try:
            body = base64.b64decode(string or 'x', validate=True) if string != '' else b''
            if base64.b64encode(body).decode() != string:
                raise ValueError
        except ValueError:
            raise CurationError('invalid_field', "The envelope's payload is not base64, as its payload_encoding says.") from None
    elif string is not None:
        body = string.encode()
    else:
        return feed, None

    try:
        text = _decode(body)
        at = _skip_white_space(text, 0)
        _, end = _value(text, at, FEED_DEPTH)
        return (text[at:end], None) if _skip_white_space(text, end) == len(text) else (None, body)
    except CurationError:
        return None, body


# ---- snapshot to stations

def _stations(feed):
    """The bounds of data.stations within the feed's text, which is known to be JSON."""
    if feed[0] != '{':
        raise CurationError('not_an_object', f'A feed is a JSON object; this is {_kind(feed, 0)}.')
    found = []

    def read_data(name, at):
        _, end = _value(feed, at)
        if name == 'stations':
            found[:] = [at, end]
        return end

    def read_feed(name, at):
        if name != 'data':
            return _value(feed, at)[1]
        # of two "data" the last counts, whole
        found.clear()
        return _each_member(feed, at, read_data) if feed[at] == '{' else _value(feed, at)[1]

    _each_member(feed, 0, read_feed)
    if not found:
        raise CurationError('stations_missing', 'The feed has no data.stations.')
    if feed[found[0]] != '[':
        raise CurationError('stations_not_an_array', f"The feed's data.stations must be an array; it is {_kind(feed, found[0])}.")
    return found


def _elements(feed, at):
    """Every element of the array that opens at a position, read, with its text."""
    at = _skip_white_space(feed, at + 1)
    while feed[at] != ']':
        value, end = _READER.raw_decode(feed, at)
        yield value, feed[at:end]
        at = _skip_white_space(feed, end)
        if feed[at] == ',':
            at = _skip_white_space(feed, at + 1)


# ---- the stations of a feed that is not JSON as a whole. One character per byte here: bytes that are not UTF-8 must cost nothing else

TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|["\[\]{}]', re.DOTALL)


def _skip(text, at, characters=WHITE_SPACE):
    while at < len(text) and text[at] in characters:
        at += 1
    return at


def _value_at(text, at):
    """Where the value after a name begins; -1 if no colon and value follow."""
    at = _skip(text, at)
    if text[at:at + 1] != ':':
        return -1
    at = _skip(text, at + 1)
    return at if at < len(text) else -1


def _member(text, name, at, opening):
    """The start of the value of a member whose value begins with this character; -1 if there is none."""
    while (at := text.find(name, at)) >= 0:
        at += len(name)
        value = _value_at(text, at)
        if value >= 0 and text[value] == opening:
            return value
    return -1


def _value_end(text, at):
    try:
        return _value(text, at, ELEMENT_DEPTH)
    except CurationError:
        return None, -1


def _last_but(text, start, end):
    """The last character that is not white space; -1 if there is none."""
    while end > start and text[end - 1] in WHITE_SPACE:
        end -= 1
    return end - 1 if end > start else -1


def _is_member(text, at):
    closing = text.find('"', at + 1) if text[at:at + 1] == '"' else -1
    return closing >= 0 and _value_at(text, closing + 1) >= 0


def _is_end_of_feed(text, at):
    """Whether nothing but closing brackets, or another member of the feed, follows."""
    at = _skip(text, at, WHITE_SPACE + ']}')
    return at == len(text) or (text[at] == ',' and _is_member(text, _skip(text, at + 1)))


def _is_end(text, at):
    """Whether what follows an element may follow one: otherwise it was closed too early, or is followed by something odd."""
    at = _skip(text, at)
    if at == len(text) or text[at] in ']{':
        return True
    if text[at] == '}':
        return _is_end_of_feed(text, at)
    return text[at] == ',' and not _is_member(text, _skip(text, at, WHITE_SPACE + ','))


def _is_in_array(text, at):
    """Whether the array continues, or ends in its own bracket: otherwise an element that lacks a bracket has taken it."""
    at = _skip(text, at)
    return at < len(text) and text[at] != '}'


def _separator_in(text, start, end):
    """The comma between two stations, if a missing or surplus quote has made it look like text."""
    at = _last_but(text, start, end)
    comma = _last_but(text, start, at) if at >= 0 and text[at] == '{' else -1
    brace = _last_but(text, start, comma) if comma >= 0 and text[comma] == ',' else -1
    return comma if brace >= 0 and text[brace] == '}' and _is_station(text, at) else -1


def _is_station(text, at):
    value, end = _value_end(text, at)
    return end > 0 and _is_end(text, end) and 'station_id' in value


def _count_brackets(text, start):
    """Where the element's brackets are closed again; -1 if they are not, or something invalid follows them."""
    opened = []
    for token in TOKENS.finditer(text, start, min(len(text), start + MAX_COUNTED)):
        at, found = token.start(), token[0]
        if found == '"':
            return -1
        if found[0] == '"':
            separator = _separator_in(text, at + 1, token.end() - 1)
            if separator > 0:
                return separator
        elif found in '{[':
            opened.append(found)
        else:
            if opened.pop() + found not in ('{}', '[]'):
                return -1
            if not opened:
                return at + 1 if _is_end(text, at + 1) and _is_in_array(text, at + 1) else -1
    return -1


def _next_station(text, at):
    """The comma before the next object that is JSON, has a station's id, and is followed as a station is; the end if there is none."""
    while (at := text.find('{', at)) >= 0:
        comma = _last_but(text, 0, at)
        if comma >= 0 and text[comma] == ',' and _is_station(text, at):
            return comma
        at += 1
    return len(text)


def _split(body):
    """The bytes of the stations array, its elements, each with its error or None, and whether its end was not found; None without any."""
    text = body.decode('latin-1')
    data = _member(text, '"data"', 0, '{')
    start = -1 if data < 0 else _member(text, '"stations"', data, '[')
    start = start if start >= 0 else _member(text, '"stations"', 0, '[')
    if start < 0:
        return None
    at, elements, array_end = start + 1, [], None
    while len(elements) <= MAX_STATIONS:
        at = _skip(text, at, WHITE_SPACE + ',')
        if at == len(text):
            break
        if text[at] in ']}':
            # the array ends where no further station follows: a surplus bracket in one must not hide the others
            end = _next_station(text, at)
            if end == len(text) and (text[at] == ']' or _is_end_of_feed(text, at)):
                array_end = at + 1 if text[at] == ']' else at
                break
            if _skip(text, at, WHITE_SPACE + ']}') < end:
                elements.append(_element(body[at:end].strip(b' \t\r\n'), False))
            at = end
            continue
        end = _value_end(text, at)[1]
        # an element that lacks some brackets takes the array's, and the stations before it
        is_json = end > 0 and _is_end(text, end) and (_is_in_array(text, end) or _next_station(text, at + 1) >= end)
        if not is_json:
            end = _count_brackets(text, at) if text[at] in '{[' else -1
            end = end if end > 0 else _next_station(text, at + 1)
        bracket = _skip(text, end)
        if text[bracket:bracket + 1] == ']':
            # seems to be the array's end; if a station follows, and more than brackets come before it, the element was closed too early
            behind = _next_station(text, bracket)
            if _skip(text, bracket, WHITE_SPACE + ']}') < behind < len(text):
                is_json, end = False, behind
        elements.append(_element(body[at:end].strip(b' \t\r\n'), is_json))
        at = end
    if not elements:
        return None
    return body[start:array_end], elements, array_end is None


def _element(source, is_json):
    """An element of a broken feed: its value, its bytes, and why it is not valid."""
    try:
        text = source.decode('utf-8')
    except UnicodeDecodeError as error:
        return None, source, CurationError('station_not_utf8', f'The station is not text: The bytes are not UTF-8, first at byte {error.start}.')
    if not is_json:
        return None, source, CurationError('station_not_json', 'The station is not JSON.')
    return _READER.raw_decode(text)[0], source, None


def _plain_id(source):
    """The id of an element that is not JSON, if it can be read in it."""
    text = source.decode('latin-1')
    name = text.find('"station_id"')
    at = _value_at(text, name + 12) if name >= 0 else -1
    if at < 0:
        return None
    if text[at] == '"':
        end = text.find('"', at + 1)
        try:
            found = text[at + 1:end].encode('latin-1').decode('utf-8') if end >= 0 else ''
        except UnicodeDecodeError:
            return None
        # a missing quote would make it longer than it is
        return found if re.fullmatch(r'[^\x00-\x1f\\]+', found) and not BLANK.fullmatch(found) and re.match('[^A-Za-z0-9_.]', text[end + 1:end + 2]) else None
    digits = re.match('([0-9]+)[^A-Za-z0-9_.]', text[at:])
    return digits[1] if digits else None


# ---- validate a station

def _find(station, name):
    """A property's value; None where it is absent or null. .NET fails on a name with half a surrogate pair, if it must compare it."""
    for other in reversed(station):
        if other == name:
            return station[name]
        broken = SURROGATE.search(other)
        if broken and len(other.encode('utf-8', 'surrogatepass')) + 3 * len(SURROGATE.findall(other)) > len(name) > broken.start() \
                and other[:broken.start()] == name[:broken.start()]:
            raise CurationError('station_field_invalid', "The name of one of the station's properties is not text: it holds half a surrogate pair.")
    return None


def _describe(value):
    if value is None:
        return 'null'
    if isinstance(value, bool):
        return 'a boolean'
    if isinstance(value, Number):
        return _cut(str(value), MAX_META_LENGTH)
    return 'text' if isinstance(value, str) else 'an object' if isinstance(value, dict) else 'an array'


def _invalid(name, expected, value):
    return CurationError('station_field_invalid', f"The station's {name} must be {expected}; it is {_describe(value)}.")


def _text(value):
    """Text, or an integer's digits; None for anything else."""
    if isinstance(value, Number):
        return None if re.search('[.eE]', value) else str(value)
    return value if _is_text(value) else None


def _find_filled(station, name):
    """A property's value; None where it is absent, null, or blank text."""
    value = _find(station, name)
    return None if _is_text(value) and BLANK.fullmatch(value) else value


def _count_of(value):
    """A count, or None: an integer from 0, also when written with a fraction of zero, an exponent, or as text."""
    text = value if isinstance(value, Number) else value.strip(' ') if _is_text(value) else None
    if text is None or (not isinstance(value, Number) and (len(text) > 64 or not text.isascii())):
        return None
    number = _decimal(text)
    return int(number) if number is not None and number == int(number) and 0 <= number <= MAX_COUNT else None


def _first_count(station, *names):
    for name in names:
        value = _find_filled(station, name)
        if value is None:
            continue
        count = _count_of(value)
        if count is None:
            raise _invalid(name, f'an integer from 0 to {MAX_COUNT}', value)
        return count
    return None


def _docks(station, flags):
    for name in ('num_docks_available', 'numDocksAvailable'):
        value = _find_filled(station, name)
        if value is None:
            continue
        count = _count_of(value)
        if count is not None:
            return count
        flags.add('docks_invalid')
    groups = _find(station, 'vehicle_docks_available')
    if groups is None:
        return None
    total = None
    for group in groups if isinstance(groups, list) else [None]:
        value = _find_filled(group, 'count') if isinstance(group, dict) else None
        count = None if value is None else _count_of(value)
        if count is None or (total or 0) + count > MAX_COUNT:
            flags.add('docks_invalid')
            return None
        total = (total or 0) + count
    return total


def _types(station, kinds, flags):
    """Counts of mechanical bikes and e-bikes, each None if the feed doesn't say, and of vehicles known to be neither."""

    def add(counts, kind, value):
        if value is None or kind is None:
            return True
        count = _count_of(value)
        if count is None:
            return False
        counts[kind] = (counts[kind] or 0) + count
        return counts[kind] <= MAX_COUNT

    def words(counts, element):
        return all(add(counts, kind, _find_filled(element, word)) for word, kind in KIND_OF_WORD.items())

    def named(counts, elements, property_name, kind_of):
        for element in elements:
            value = _find(element, property_name) if isinstance(element, dict) else None
            name = None if value is None else _text(value)
            if name is not None and not add(counts, kind_of(name), _find_filled(element, 'count')):
                return False
        return True

    def bike_types(counts, types):
        if isinstance(types, dict):
            return words(counts, types)
        return isinstance(types, list) and all(words(counts, element) for element in types if isinstance(element, dict)) \
            and named(counts, types, 'bike_type', KIND_OF_WORD.get)

    def vehicle_types(counts, types):
        return isinstance(types, list) and named(counts, types, 'vehicle_type_id', lambda name: kinds.get(name) or KIND_OF_WORD.get(name))

    counts = {}
    for property_name, read in (('num_bikes_available_types', bike_types), ('vehicle_types_available', vehicle_types)):
        counts = {'mechanical': None, 'ebike': None, 'other': 0}
        types = _find(station, property_name)
        if types is not None and not read(counts, types):
            flags.add('types_invalid')
            counts = {'mechanical': None, 'ebike': None, 'other': 0}
        if counts['mechanical'] is not None or counts['ebike'] is not None:
            return counts
    value = _find_filled(station, 'num_ebikes_available')
    if value is not None:
        counts['ebike'] = _count_of(value)
        if counts['ebike'] is None:
            flags.add('types_invalid')
    return counts


def _kinds(vehicle_types):
    """What the event's vehicle types count as, by id; nothing for a bicycle without a known propulsion."""
    kinds = {}
    for vehicle in vehicle_types:
        propulsion = vehicle.get('propulsion_type')
        if vehicle['form_factor'] not in ('bicycle', 'cargo_bicycle'):
            kinds[vehicle['vehicle_type_id']] = 'other'
        elif propulsion is not None:
            kinds[vehicle['vehicle_type_id']] = {'human': 'mechanical', 'electric_assist': 'ebike', 'electric': 'ebike'}.get(propulsion, 'other')
    return kinds


def _status(station, name, flags):
    value = _find_filled(station, name)
    if value is None:
        return None
    if isinstance(value, bool):
        return int(value)
    count = _count_of(value)
    if count in (0, 1):
        return count
    word = value.strip(' ').lower() if _is_text(value) and value.isascii() else None
    if word in ('true', 'false'):
        return int(word == 'true')
    flags.add('status_invalid')
    return None


def _last_reported(station, flags):
    value = _find_filled(station, 'last_reported')
    if value is None or (isinstance(value, Number) and _decimal(value) == 0) or _count_of(value) == 0:
        flags.add('last_reported_missing')
        return None
    time = _feed_time(value)
    if time is None:
        flags.add('last_reported_invalid')
    return time


def _station(station, now_micros, kinds, snapshot_flags, identity):
    """The row's own columns. `identity` receives the id as soon as it is read."""
    if not isinstance(station, dict):
        raise CurationError('station_not_an_object', f'A station must be an object; it is {_describe(station)}.')
    value = _find(station, 'station_id')
    if value is None:
        raise CurationError('station_id_missing', 'The station has no station_id.')
    station_id = _text(value)
    if station_id is None:
        found = HALF_A_PAIR if isinstance(value, str) and not isinstance(value, Number) else _describe(value)
        raise CurationError('station_id_invalid', f'A station_id must be text or an integer; it is {found}.')
    if BLANK.fullmatch(station_id):
        raise CurationError('station_id_missing', 'The station has an empty station_id.')
    identity.append(station_id)

    flags = set(snapshot_flags)
    code = _find(station, 'stationCode')
    code = _find(station, 'station_code') if code is None else code
    row = {'station_id': station_id, 'station_code': None if code is None else _text(code)}
    if code is not None and row['station_code'] is None:
        flags.add('station_code_invalid')
    for name in ('is_installed', 'is_renting', 'is_returning'):
        row[name] = _status(station, name, flags)
    reported = row['last_reported_ts'] = _last_reported(station, flags)
    bikes = row['num_bikes_available'] = _first_count(station, 'num_bikes_available', 'num_vehicles_available', 'numBikesAvailable')
    docks = row['num_docks_available'] = _docks(station, flags)
    types = _types(station, kinds, flags)
    mechanical, ebikes = types['mechanical'], types['ebike']
    if bikes is not None and (mechanical is None) != (ebikes is None) and types['other'] == 0:
        rest = bikes - (mechanical if ebikes is None else ebikes)
        if rest < 0:
            flags.add('types_mismatch')
        elif mechanical is None:
            mechanical = rest
        else:
            ebikes = rest
    row['mechanical_available'], row['ebike_available'] = mechanical, ebikes

    if mechanical is None or ebikes is None:
        if 'types_invalid' not in flags:
            flags.add('types_missing')
    elif bikes is not None and bikes - mechanical - ebikes not in (0, types['other']):
        flags.add('types_mismatch')
    if bikes is None:
        flags.add('bikes_missing')
    if docks is None and 'docks_invalid' not in flags:
        flags.add('docks_missing')
    if (bikes or 0) > MAX_PLAUSIBLE or (docks or 0) > MAX_PLAUSIBLE:
        flags.add('count_implausible')
    if row['is_installed'] == 0 or (row['is_renting'] == 0 and row['is_returning'] == 0):
        flags.add('station_closed')
    if reported is not None:
        if reported > now_micros + 60 * MICROS:
            flags.add('last_reported_future')
        elif reported < now_micros - 86_400 * MICROS:
            flags.add('station_stale')
    row['quality_flags'] = [flag for flag in FLAG_ORDER if flag in flags]
    return row


# ---- a whole message

def snapshot_id(key, event_micros, stations):
    """XXH3, signed, of key and event time, padded to whole blocks of 256 bytes, and the bytes of the stations array."""
    header = key.encode() + b'\0' + str(event_micros).encode()
    unsigned = _xxh3(header + bytes(-len(header) % 256) + stations)
    return unsigned - (1 << 64) if unsigned >> 63 else unsigned


# XXH3 (64 bits, seed 0) as https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md defines it for inputs of more than 240 bytes

_XXH3_SECRET = bytes.fromhex(
    'b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221b8084674f743248ee03590e6813a264c'
    '3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364'
    'eac5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e')
_MASK64 = (1 << 64) - 1
_MASK32 = (1 << 32) - 1
_PRIME32_1, _PRIME32_2, _PRIME32_3 = 0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D
_PRIME64_1, _PRIME64_2, _PRIME64_3 = 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9
_PRIME64_4, _PRIME64_5 = 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5
_STRIPE = struct.Struct('<8Q')
# a block has 16 stripes of 64 bytes, each with its own window of the secret
_STRIPE_SECRETS = [_STRIPE.unpack_from(_XXH3_SECRET, 8 * n) for n in range(16)]
_SCRAMBLE_SECRET = _STRIPE.unpack_from(_XXH3_SECRET, 128)
_LAST_SECRET = _STRIPE.unpack_from(_XXH3_SECRET, 121)
_MERGE_SECRET = _STRIPE.unpack_from(_XXH3_SECRET, 11)


def _xxh3(data):
    sums = [_PRIME32_3, _PRIME64_1, _PRIME64_2, _PRIME64_3, _PRIME64_4, _PRIME32_2, _PRIME64_5, _PRIME32_1]

    def add(offset, secret):
        for lane, (word, key) in enumerate(zip(_STRIPE.unpack_from(data, offset), secret)):
            sums[lane ^ 1] += word
            word ^= key
            sums[lane] += (word & _MASK32) * (word >> 32)

    blocks, rest = divmod(len(data) - 1, 1024)
    for block in range(blocks):
        for stripe, secret in enumerate(_STRIPE_SECRETS):
            add(1024 * block + 64 * stripe, secret)
        for lane, key in enumerate(_SCRAMBLE_SECRET):
            total = sums[lane] & _MASK64
            sums[lane] = (total ^ total >> 47 ^ key) * _PRIME32_1 & _MASK64
    for stripe in range(rest // 64):
        add(1024 * blocks + 64 * stripe, _STRIPE_SECRETS[stripe])
    add(len(data) - 64, _LAST_SECRET)

    result = len(data) * _PRIME64_1
    for lane in range(0, 8, 2):
        product = (sums[lane] & _MASK64 ^ _MERGE_SECRET[lane]) * (sums[lane + 1] & _MASK64 ^ _MERGE_SECRET[lane + 1])
        result += product & _MASK64 ^ product >> 64
    result &= _MASK64
    result = (result ^ result >> 37) * 0x165667919E3779F9 & _MASK64
    return result ^ result >> 32


def _unpack(data):
    """The envelope's bytes from a message's: gzip is recognized by its first two bytes, and must be one whole member within bounds."""
    if not data.startswith(b'\x1f\x8b'):
        return data
    why = None
    size = int.from_bytes(data[-4:], 'little')
    if len(data) < 20:
        why = 'it is cut off'
    elif size == 0:
        why = 'it is cut off or holds nothing'
    elif size > 1_032 * len(data):
        why = 'its end claims more than it can hold'
    elif size > MAX_UNPACKED_BYTES:
        raise CurationError('gzip_too_large', f'The gzipped data unpacks to {size} bytes; at most {MAX_UNPACKED_BYTES} are read.')
    else:
        member = zlib.decompressobj(wbits=31)
        try:
            unpacked = member.decompress(data, size + 1)
            # with the size reached only the trailer is left to read
            unpacked += member.flush() if not member.eof else b''
            if member.eof and not member.unused_data and len(unpacked) == size:
                return unpacked
        except zlib.error:
            pass
        why = 'it is corrupt, cut off, or followed by something'
    raise CurationError('gzip_invalid', f'The data begins as gzip but is not one whole gzip member: {why}.')


def _named_snapshot(attributes):
    """The snapshot that a replay's attribute names; None without one."""
    text = attributes.get('snapshot_id')
    if text is None:
        return None
    if re.fullmatch('[+-]?[0-9]+', text) and -2 ** 63 <= int(text) < 2 ** 63:
        return int(text)
    raise CurationError('invalid_attribute', "The message's attribute snapshot_id must be the id of a snapshot, an INT64 in decimal digits.")


def _readable(data):
    return _cut(data[:3 * MAX_RAW_LENGTH + 4].decode('utf-8', 'replace'), MAX_RAW_LENGTH)


def curate(data, attributes, message_id, system):
    """Rows and dead letters of one message; only events of `system` (their `source`) become rows.

    Answers a dict: `snapshot_id` (None where there is no snapshot), `replay` (whether these are rows of a snapshot again),
    `rows` (columns of pmp_curated.velib_station_status; times in microseconds since 1970 UTC) and `dead_letters`
    (columns of pmp_ops.velib_station_status_curated_dlq but dlq_ts). Never raises for bad bytes.
    """
    result = {'snapshot_id': None, 'replay': 'snapshot_id' in attributes, 'rows': [], 'dead_letters': []}
    message_id = attributes.get('original_message_id') or message_id or 'sha256:' + hashlib.sha256(data).hexdigest()
    meta, types, text = {}, {}, data

    def dead(stage, error, raw, **more):
        count = attributes.get('replay_count')
        result['dead_letters'].append({
            'stage': stage, 'error_type': error.kind, 'error_message': error.message, 'raw': raw,
            'event_meta': json.dumps({**meta, **({} if count is None else {'replay_count': _cut(count, MAX_META_LENGTH)}), **types}),
            'row_json': None, 'bq_errors': None, 'message_id': message_id, 'station_id': None, 'data': None, **more})

    try:
        text = _unpack(data)
        envelope = _read_envelope(text, meta)
        if envelope['event_type'] != STATUS_SNAPSHOT:
            return result
        ingest_micros, event_micros = envelope['ingest_micros'], envelope['event_micros']
        if envelope['vehicle_types']:
            types = {'vehicle_types': envelope['vehicle_types']}
        meta['ingest_ts'] = format_rfc3339(ingest_micros)
        meta.pop('event_ts', None)
        if event_micros is not None:
            meta['event_ts'] = format_rfc3339(event_micros)
        if envelope['source'] != system:
            meta.update(_foreign_snapshot(envelope, event_micros if event_micros is not None else ingest_micros, attributes))
            raise _foreign_source(envelope['source'], system)
        named = _named_snapshot(attributes)
    except CurationError as error:
        dead('parse_normalize', error, _readable(text), data=data)
        return result

    snapshot_flags = {'event_time_missing'} if event_micros is None else set()
    event_micros = ingest_micros if event_micros is None else event_micros
    now_micros = event_micros
    if event_micros > ingest_micros + 300 * MICROS:
        snapshot_flags.add('event_time_future')
        now_micros = ingest_micros
    if named is not None:
        meta['snapshot_id'] = str(named)
    try:
        array, elements, is_cut_off = _flatten(envelope)
        identity = named if named is not None else snapshot_id(envelope['key'], event_micros, array)
        meta['snapshot_id'] = str(identity)
        if len(elements) > MAX_STATIONS:
            raise CurationError(
                'snapshot_too_large', f'A snapshot of {len(elements)} stations is too large for one append, which takes at most {MAX_STATIONS} stations.')
    except CurationError as error:
        dead('snapshot_to_station_rows', error, _readable(text), data=data)
        return result

    if is_cut_off:
        snapshot_flags.add('snapshot_truncated')
    result['snapshot_id'] = identity
    kinds = _kinds(envelope['vehicle_types'])
    shared = {'system_id': system, 'ingest_ts': ingest_micros, 'event_ts': event_micros, 'snapshot_id': identity}
    dead_ids, places = set(), {}

    def dead_station(error, source, station_id, position):
        name = station_id or f'#{position}'
        # in a loop: a station's own id may look like an identity that was made here
        while name in dead_ids:
            name = f'{name}#{position}'
        dead_ids.add(name)
        # row_json can hold only text: other bytes are kept as they are
        is_text = error.kind != 'station_not_utf8'
        dead('validate_row', error, _readable(source), station_id=name, row_json=source.decode() if is_text else None, data=None if is_text else source)

    for position, (station, source, broken) in enumerate(elements):
        station_id = []
        try:
            if broken:
                station_id.append(_plain_id(source))
                raise broken
            row = _station(station, now_micros, kinds, snapshot_flags, station_id)
        except CurationError as error:
            dead_station(error, source, station_id[0] if station_id else None, position)
        else:
            places.setdefault(row['station_id'], []).append(position)
            result['rows'].append((position, {**shared, **row, 'raw_station_json': source.decode()}))
    losers = _losers(dict(result['rows']), places)
    for position, station_id, is_repetition in losers:
        if not is_repetition:
            dead_station(SUPERSEDED, elements[position][1], station_id, position)
    lost = {position for position, _, _ in losers}
    result['rows'] = [row for position, row in result['rows'] if position not in lost]
    return result


def _foreign_source(source, system):
    source = _cut(source, MAX_META_LENGTH)
    return CurationError(
        'foreign_source',
        f"The event is of system '{source}'; this service accepts only events of '{system}'. If it should accept this one, set its FEED_SOURCE to {source}:"
        ' the dead letter holds the whole event. Otherwise correct the FEED_SOURCE of the collector that published it.')


def _foreign_snapshot(envelope, event_micros, attributes):
    """The event's snapshot id in the raw table, if it has one."""
    try:
        named = _named_snapshot(attributes)
        array, _, _ = _flatten(envelope)
    except CurationError:
        return {}
    return {'snapshot_id': str(named if named is not None else snapshot_id(envelope['key'], event_micros, array))}


def _flatten(envelope):
    """The bytes of the stations array, each element with its bytes and its error, and whether the array's end was not found."""
    feed = envelope['feed']
    if feed is None:
        split = _split(envelope['broken'])
        if split is None:
            _decode(envelope['broken'])
            raise _not_json(0)
        return split
    start, end = _stations(feed)
    return feed[start:end].encode(), [(value, source.encode(), None) for value, source in _elements(feed, start)], False


SUPERSEDED = CurationError(
    'station_id_duplicate', 'Another station of the same snapshot has this station_id and a newer report, or an equally new one and comes first.')


def _losers(rows, places):
    """Rows that lost their id to one with a newer plausible report, or to an earlier equal one: position, id, whether it is only a copy."""
    losers = []
    for station_id, positions in places.items():
        if len(positions) > 1:
            def reported(position):
                row = rows[position]
                known = row['last_reported_ts'] is not None and 'last_reported_future' not in row['quality_flags']
                return row['last_reported_ts'] if known else float('-inf')
            winner = max(positions, key=reported)
            said = {rows[winner]['raw_station_json']}
            for position in positions:
                if position != winner:
                    source = rows[position]['raw_station_json']
                    losers.append((position, station_id, source in said))
                    said.add(source)
    return sorted(losers)


def parts(result):
    """The rows in parts that are each written once, with their keys: a whole snapshot, or the rows of a replay one by one."""
    if result['replay']:
        return [(f'{row["snapshot_id"]}/{row["station_id"]}', [row]) for row in result['rows']]
    return [(str(result['snapshot_id']), result['rows'])] if result['rows'] else []


def rejected(row, error_message):
    """The dead letter of a row that BigQuery rejected, given its columns."""
    text = json.dumps(row, ensure_ascii=False, default=lambda value: value.to_rfc3339() if hasattr(value, 'to_rfc3339') else str(value))
    return {
        'stage': 'bq_insert_curated', 'error_type': 'row_rejected', 'error_message': 'BigQuery rejected the row.', 'raw': _cut(text, MAX_RAW_LENGTH),
        'event_meta': '{}', 'row_json': text, 'bq_errors': _cut(error_message or '', 8_000), 'message_id': f'snapshot:{row.get("snapshot_id")}',
        'station_id': row.get('station_id'), 'data': None}
