// The peer of the curation core: simdjson's DOM parse of a station_status feed, and seven fields of each station read from it.
//   simdjson_dom FILE MILLISECONDS    prints "STATIONS NANOSECONDS": CPU time of one pass over the file, the median of many
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
  bool flag;
  std::string_view text;
  if (!field.get(number)) return number;
  if (!field.get(flag)) return flag;
  if (!field.get(text)) return text.size();
  return 0;
}

static size_t pass(dom::parser &parser, const padded_string &json) {
  uint64_t sum = 0;
  size_t stations = 0;
  for (dom::object station : dom::array(parser.parse(json)["data"]["stations"])) {
    sum += number_of(station["station_id"]);
    auto bikes = station["num_bikes_available"];
    sum += number_of(bikes.error() ? station["num_vehicles_available"] : bikes);
    sum += number_of(station["num_docks_available"]);
    sum += number_of(station["is_installed"]);
    sum += number_of(station["is_renting"]);
    sum += number_of(station["is_returning"]);
    sum += number_of(station["last_reported"]);
    stations++;
  }

  sink = sum;
  return stations;
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  dom::parser parser;
  const padded_string json = padded_string::load(arguments[1]);
  const int64_t until = cpu_nanoseconds() + atoll(arguments[2]) * 1000000;
  size_t stations = pass(parser, json);
  // short files are measured many passes at a time: reading the clock costs as much as one of them
  const int passes = std::max(1, int(200000 / (json.size() + 1)));
  std::vector<double> times;
  do {
    const int64_t start = cpu_nanoseconds();
    for (int i = 0; i < passes; i++) pass(parser, json);
    times.push_back(double(cpu_nanoseconds() - start) / passes);
  } while (cpu_nanoseconds() < until);
  std::nth_element(times.begin(), times.begin() + times.size() / 2, times.end());
  printf("%zu %.1f\n", stations, times[times.size() / 2]);
}
