#!/usr/bin/env python3
"""Figures of a recorded GBFS folder, computed apart from the product: station_figures.py FOLDER

Prints one JSON object of the newest station_status file: stations, bikes, docks, mechanical and ebikes, as sums over the
stations that tell them, and names, the stations that station_information names. Of two entries of one id the one reported last counts.
"""
import datetime
import glob
import json
import os
import sys

ELECTRIC = {"ebike", "electric", "electrical"}
HUMAN = {"mechanical", "bike"}
LISTS = ("num_bikes_available_types", "vehicle_types_available")


def seconds(value):
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, str):
        return datetime.datetime.fromisoformat(value.replace("Z", "+00:00")).timestamp()
    return 0.0


def kinds_of(folder):
    """Vehicle type ids to 'human', 'electric' or, where it is not a bicycle, 'other'. Empty without vehicle_types.json."""
    path = os.path.join(folder, "vehicle_types.json")
    if not os.path.exists(path):
        return {}
    kinds = {}
    for kind in json.load(open(path, encoding="utf-8"))["data"]["vehicle_types"]:
        is_bicycle = kind["form_factor"] in ("bicycle", "cargo_bicycle")
        propulsion = {"human": "human", "electric_assist": "electric", "electric": "electric"}.get(kind.get("propulsion_type"))
        kinds[kind["vehicle_type_id"]] = propulsion if is_bicycle else "other"
    return kinds


def kind_of(name, kinds):
    if name in kinds:
        return kinds[name]
    return "electric" if name in ELECTRIC else "human" if name in HUMAN else None


def entries(listed):
    if isinstance(listed, dict):
        return list(listed.items())
    pairs = []
    for entry in listed or []:
        name = entry.get("vehicle_type_id") or entry.get("bike_type")
        pairs += [(name, entry["count"])] if name else list(entry.items())
    return pairs


def types_of(station, bikes, kinds):
    """(mechanical, ebikes), None for what is not told; where one of them is told, the rest of the bikes is the other."""
    known = {}
    for name in LISTS:
        for type_name, count in entries(station.get(name)):
            kind = kind_of(type_name, kinds)
            if kind:
                known[kind] = known.get(kind, 0) + count
        if known:
            break
    if not known and "num_ebikes_available" in station:
        known = {"electric": station["num_ebikes_available"]}
    told = {kind: count for kind, count in known.items() if kind != "other"}
    rest = bikes - sum(known.values())
    if len(told) == 1 and rest >= 0:
        known["electric" if "human" in told else "human"] = rest
    return known.get("human"), known.get("electric")


def main(folder):
    feeds = [json.load(open(path, encoding="utf-8")) for path in glob.glob(os.path.join(folder, "station_status*.json"))]
    newest = max(feeds, key=lambda feed: seconds(feed.get("last_updated", feed.get("lastUpdatedOther"))))
    stations = {}
    for station in newest["data"]["stations"]:
        key = str(station["station_id"])
        if key not in stations or seconds(station.get("last_reported")) > seconds(stations[key].get("last_reported")):
            stations[key] = station
    kinds = kinds_of(folder)
    figures = {"stations": len(stations), "bikes": 0, "docks": 0, "mechanical": 0, "ebikes": 0, "names": 0}
    for station in stations.values():
        bikes = station.get("num_bikes_available", station.get("num_vehicles_available"))
        docks = station.get("num_docks_available")
        if docks is None:
            docks = sum(entry["count"] for entry in station.get("vehicle_docks_available", []))
        mechanical, ebikes = types_of(station, bikes, kinds)
        figures["bikes"] += bikes
        figures["docks"] += docks
        figures["mechanical"] += mechanical or 0
        figures["ebikes"] += ebikes or 0
    path = os.path.join(folder, "station_information.json")
    if os.path.exists(path):
        named = {str(s["station_id"]) for s in json.load(open(path, encoding="utf-8"))["data"]["stations"] if s.get("station_id") and s.get("name")}
        figures["names"] = len(named & set(stations))
    print(json.dumps(figures))


if __name__ == "__main__":
    main(sys.argv[1])
