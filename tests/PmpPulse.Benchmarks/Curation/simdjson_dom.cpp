// The peer of the curation core: simdjson's DOM parse of a feed of stations or vehicles, and seven fields of each read from it.
//   simdjson_dom FILE MILLISECONDS    prints "ELEMENTS NANOSECONDS": CPU time of one pass over the file, the median of many
#include <simdjson.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

using namespace simdjson;

// what is read must be used, or a compiler would not read it
static volatile uint64_t sink;

static int64_t cpu_nanoseconds() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static uint64_t number_of(simdjson_result<dom::element> field) {
  uint64_t number;
  double real;
  bool flag;
  std::string_view text;
  if (!field.get(number)) return number;
  if (!field.get(real)) return uint64_t(int64_t(real));
  if (!field.get(flag)) return flag;
  if (!field.get(text)) return text.size();
  return 0;
}

static uint64_t first_of(dom::object element, std::string_view name, std::string_view other) {
  auto field = element[name];
  return number_of(field.error() ? element[other] : field);
}

static uint64_t read_station(dom::object station) {
  return number_of(station["station_id"]) + first_of(station, "num_bikes_available", "num_vehicles_available") +
         number_of(station["num_docks_available"]) + number_of(station["is_installed"]) + number_of(station["is_renting"]) +
         number_of(station["is_returning"]) + number_of(station["last_reported"]);
}

static uint64_t read_vehicle(dom::object vehicle) {
  return first_of(vehicle, "bike_id", "vehicle_id") + number_of(vehicle["vehicle_type_id"]) + number_of(vehicle["lat"]) +
         number_of(vehicle["lon"]) + number_of(vehicle["is_reserved"]) + number_of(vehicle["is_disabled"]) +
         number_of(vehicle["current_range_meters"]);
}

static size_t pass(dom::parser &parser, const padded_string &json) {
  uint64_t sum = 0;
  size_t elements = 0;
  dom::object data = parser.parse(json)["data"];
  dom::array list;
  const bool are_stations = !data["stations"].get(list);
  if (!are_stations && data["bikes"].get(list)) list = data["vehicles"];
  for (dom::object element : list) {
    sum += are_stations ? read_station(element) : read_vehicle(element);
    elements++;
  }

  sink = sum;
  return elements;
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  dom::parser parser;
  const padded_string json = padded_string::load(arguments[1]);
  const int64_t until = cpu_nanoseconds() + atoll(arguments[2]) * 1000000;
  size_t elements = pass(parser, json);
  // short files are measured many passes at a time: reading the clock costs as much as one of them
  const int passes = std::max(1, int(200000 / (json.size() + 1)));
  std::vector<double> times;
  do {
    const int64_t start = cpu_nanoseconds();
    for (int i = 0; i < passes; i++) pass(parser, json);
    times.push_back(double(cpu_nanoseconds() - start) / passes);
  } while (cpu_nanoseconds() < until);
  std::nth_element(times.begin(), times.begin() + times.size() / 2, times.end());
  printf("%zu %.1f\n", elements, times[times.size() / 2]);
}
