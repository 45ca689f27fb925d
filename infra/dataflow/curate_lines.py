"""Runs velib_curation.curate without Beam: one message a line in ({"message_id", "attributes", "data": base64}), one result a line out.

The argument is the system whose events are curated.
"""

import base64
import json
import sys

from velib_curation import curate


def main():
    for line in sys.stdin:
        message = json.loads(line)
        result = curate(base64.b64decode(message['data']), message.get('attributes') or {}, message.get('message_id'), sys.argv[1])
        for dead in result['dead_letters']:
            dead['data'] = None if dead['data'] is None else base64.b64encode(dead['data']).decode()
        print(json.dumps(result))


if __name__ == '__main__':
    main()
