import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.event.ruler.Machine;
import software.amazon.event.ruler.Ruler;

/**
 * Puts Event Ruler's own answers on standard output, one JSON line for each line of standard input:
 * `{"rule": name, "pattern": text}` adds a rule, and is answered `{}`, or `{"refused": why}`;
 * `{"event": text}` is answered with the names of the rules that take it, by both ways into the library.
 * Patterns and events come as texts, so that it is the library that parses them.
 */
class Matcher {
  private static final ObjectMapper JSON = new ObjectMapper();
  /** All rules in one machine, as on a bus: a fault in how rules share states would show. */
  private static final Machine MACHINE = Machine.builder().build();
  private static final Map<String, String> PATTERNS = new LinkedHashMap<>();

  public static void main(String[] args) throws Exception {
    // Java 17 would take both encodings from the locale.
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    PrintStream out = new PrintStream(System.out, true, "UTF-8");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonNode asked = JSON.readTree(line);
      Object answer = asked.has("rule")
          ? added(asked.get("rule").asText(), asked.get("pattern").asText())
          : taken(asked.get("event").asText());
      out.println(JSON.writeValueAsString(answer));
    }
  }

  private static Map<String, String> added(String rule, String pattern) {
    try {
      MACHINE.addRule(rule, pattern);
    } catch (IOException refused) {
      return Map.of("refused", String.valueOf(refused.getMessage()));
    }
    PATTERNS.put(rule, pattern);
    return Map.of();
  }

  private static Map<String, List<String>> taken(String event) throws Exception {
    List<String> alone = new ArrayList<>();
    for (Map.Entry<String, String> rule : PATTERNS.entrySet()) {
      if (Ruler.matchesRule(event, rule.getValue())) alone.add(rule.getKey());
    }
    return Map.of("machine", MACHINE.rulesForJSONEvent(event), "alone", alone);
  }
}
