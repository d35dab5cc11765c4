package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.XdsType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a server does to a client, line by line, and what the client says to it. {@code traps.txt}
 * has the scripts and explains their words. The same text is played to the model client and to a
 * real Envoy.
 */
public final class TrapScript {
  private static final String FILE = "traps.txt";
  private static final String START = "start";

  private final Form form;
  private final String title;
  private final List<String> lines;

  // While it is played.
  private final List<String> transcript = new ArrayList<>();
  private final TrapWords words = new TrapWords();
  private final Map<XdsType, Map<String, Resource>> full = new EnumMap<>(XdsType.class);

  private TrapScript(Form form, String title, List<String> lines) {
    this.form = form;
    this.title = title;
    this.lines = lines;
  }

  /** All scripts for a form of the protocol. */
  public static List<TrapScript> all(Form form) {
    Map<String, List<String>> scripts = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    for (String raw : text().lines().toList()) {
      String line = raw.replaceAll("#.*", "").strip().replaceAll("\\s+", " ");
      if (line.startsWith("== ")) {
        lines = scripts.computeIfAbsent(line.substring(3), title -> new ArrayList<>());
      } else if (line.equals(START)) {
        lines.addAll(scripts.getOrDefault(START, List.of()));
      } else if (!line.isEmpty()) {
        add(lines, line, form);
      }
    }
    scripts.remove(START);
    scripts.values().removeIf(List::isEmpty);
    return scripts.entrySet().stream()
        .map(script -> new TrapScript(form, script.getKey(), script.getValue()))
        .toList();
  }

  private static void add(List<String> lines, String line, Form form) {
    String own = form == Form.DELTA ? "delta " : "sotw ";
    if (line.startsWith(own)) {
      lines.add(line.substring(own.length()));
    } else if (!line.startsWith("delta ") && !line.startsWith("sotw ")) {
      lines.add(line);
    }
  }

  private static String text() {
    try (InputStream in = TrapScript.class.getResourceAsStream("/" + FILE)) {
      if (in == null) {
        throw new IllegalStateException("no " + FILE);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Form form() {
    return form;
  }

  /** How the script should go. */
  public String expected() {
    return String.join("\n", lines) + "\n";
  }

  /** Plays it; answers how it went. */
  public String play(TrapPeer peer) {
    for (String line : lines) {
      transcript.add(step(line, peer));
    }
    for (XdsRequest more = peer.overhear(); more != null; more = peer.overhear()) {
      transcript.add(words.of(more));
    }
    return String.join("\n", transcript) + "\n";
  }

  private String step(String line, TrapPeer peer) {
    String[] tokens = line.split(" ", -1);
    switch (tokens[0]) {
      case "send" -> send(tokens, peer);
      case "break" -> peer.breakStream();
      case "run" -> peer.runOut();
      case "drain" -> peer.drain();
      case "take" -> peer.take(tokens[1]);
      case "free" -> peer.free(tokens[1]);
      case "has" -> {
        XdsType type = XdsType.valueOf(tokens[1]);
        Map<String, String> wanted = contents(tokens);
        StringBuilder shown = new StringBuilder("has " + type);
        new TreeMap<>(peer.inUse(type, wanted))
            .forEach((name, content) -> shown.append(" " + name + "=" + content));
        return shown.toString();
      }
      case "warms" -> {
        TreeSet<String> wanted = new TreeSet<>(List.of(tokens).subList(1, tokens.length));
        String names = String.join(" ", new TreeSet<>(peer.warming(wanted)));
        return ("warms " + names).strip();
      }
      case "quiet" -> {
        XdsRequest heard = peer.overhear();
        return heard == null ? line : words.of(heard);
      }
      default -> {
        XdsRequest heard = peer.hear();
        return heard == null ? "(nothing)" : words.of(heard);
      }
    }
    return line;
  }

  private static Map<String, String> contents(String[] tokens) {
    Map<String, String> wanted = new TreeMap<>();
    for (String token : Arrays.asList(tokens).subList(2, tokens.length)) {
      String[] parts = token.split("=", -1);
      wanted.put(parts[0], parts[1]);
    }
    return wanted;
  }

  /** {@code send NUMBER TYPE name=content>target@port -removed}. */
  private void send(String[] tokens, TrapPeer peer) {
    XdsType type = XdsType.valueOf(tokens[2]);
    Map<String, Resource> resources = new TreeMap<>();
    List<String> removed = new ArrayList<>();
    for (String token : Arrays.asList(tokens).subList(3, tokens.length)) {
      if (token.startsWith("-")) {
        removed.add(token.substring(1));
      } else {
        Resource resource = resource(type, token, peer);
        resources.put(resource.name(), resource);
      }
    }
    if (form == Form.SOTW && type.fullState()) {
      Map<String, Resource> state = full.computeIfAbsent(type, key -> new TreeMap<>());
      state.putAll(resources);
      state.keySet().removeAll(removed);
      resources = state;
    }
    peer.send(
        new XdsResponse(
            new Lane(form, true, "", () -> true),
            type,
            tokens[1],
            "v" + tokens[1],
            List.copyOf(resources.values()),
            form == Form.SOTW ? List.of() : removed));
  }

  private Resource resource(XdsType type, String token, TrapPeer peer) {
    String[] halves = token.split("=", 2);
    String[] parts = halves[1].split("[>@]", -1);
    TrapPeer.Target target =
        new TrapPeer.Target(parts.length > 1 ? parts[1] : "", parts.length > 2 ? parts[2] : "");
    Resource resource = peer.resource(type, halves[0], parts[0], target);
    words.learn(resource, parts[0]);
    return resource;
  }

  @Override
  public String toString() {
    return form + " " + title;
  }
}
