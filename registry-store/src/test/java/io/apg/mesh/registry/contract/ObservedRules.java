package io.apg.mesh.registry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.registry.EventQuery;
import io.apg.mesh.registry.EventRecord;
import io.apg.mesh.registry.EventRecord.ObjectName;
import io.apg.mesh.registry.ObservedStore;
import io.apg.mesh.registry.ProxyMemory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is kept beside the registry: memories of proxies, and events. */
public interface ObservedRules extends StoreFixture {
  Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

  private static ProxyMemory memory(String node, int minutes, String body) {
    return new ProxyMemory("t", node, "envoy", "1.34.0", NOON.plusSeconds(60L * minutes), body);
  }

  private static EventRecord event(String type, String proxy, int minutes, ObjectName... objects) {
    Instant time = NOON.plusSeconds(60L * minutes);
    return new EventRecord(
        0, time, time, 1, "t", type, proxy, List.of(objects), "what", 7, Map.of("k", "v\n"));
  }

  private static EventQuery query(String type, @Nullable ObjectName object, String proxy) {
    return new EventQuery("t", type, object, proxy, Instant.EPOCH, Long.MAX_VALUE, 100);
  }

  private List<String> found(EventQuery query) {
    return store().observed().events(query).stream()
        .map(event -> event.type() + "/" + event.proxy())
        .toList();
  }

  @Test
  default void memoriesOfProxies_surviveARestart() {
    ObservedStore observed = store().observed();
    observed.putProxyMemories(List.of(memory("n1", 1, "{}"), memory("n2", 2, "{\"a\": 1}")));
    observed.putProxyMemories(List.of(memory("n1", 3, "{\"b\": 2}")));
    reopen();
    assertThat(store().observed().proxyMemories())
        .containsExactly(memory("n1", 3, "{\"b\": 2}"), memory("n2", 2, "{\"a\": 1}"));
    store().observed().putProxyMemories(List.of(memory("n1", 4, "")));
    assertThat(store().observed().proxyMemories()).containsExactly(memory("n2", 2, "{\"a\": 1}"));
  }

  @Test
  default void memoriesOfProxies_areTrimmedByAgeNumberAndSize() {
    ObservedStore observed = store().observed();
    observed.putProxyMemories(
        IntStream.range(0, 6).mapToObj(i -> memory("n" + i, i, "x".repeat(10))).toList());
    observed.trimProxyMemories(NOON.plusSeconds(60), 100, 1000);
    assertThat(observed.proxyMemories()).hasSize(5);
    observed.trimProxyMemories(NOON, 4, 1000);
    assertThat(observed.proxyMemories())
        .extracting(ProxyMemory::node)
        .containsExactly("n5", "n4", "n3", "n2");
    observed.trimProxyMemories(NOON, 4, 25);
    assertThat(observed.proxyMemories()).extracting(ProxyMemory::node).containsExactly("n5", "n4");
  }

  @Test
  default void events_areFoundByTypeObjectProxyAndTime() {
    ObjectName route = new ObjectName("route", "route_a");
    ObjectName service = new ObjectName("service", "svc_a");
    store()
        .observed()
        .putEvents(
            List.of(
                event("connected", "n1", 0),
                event("rejected", "n1", 1, route, service),
                event("rejected", "n2", 2, service)));
    reopen();
    assertThat(found(query("", null, "")))
        .containsExactly("rejected/n2", "rejected/n1", "connected/n1");
    assertThat(found(query("rejected", null, ""))).containsExactly("rejected/n2", "rejected/n1");
    assertThat(found(query("", route, ""))).containsExactly("rejected/n1");
    assertThat(found(query("", service, "n2"))).containsExactly("rejected/n2");
    assertThat(found(query("", new ObjectName("service", "route_a"), ""))).isEmpty();
    EventQuery later =
        new EventQuery("t", "", null, "", NOON.plusSeconds(120), Long.MAX_VALUE, 100);
    assertThat(found(later)).containsExactly("rejected/n2");
    EventQuery others = new EventQuery("other", "", null, "", Instant.EPOCH, Long.MAX_VALUE, 100);
    assertThat(found(others)).isEmpty();
    EventRecord whole = store().observed().events(query("", route, "")).get(0);
    assertThat(whole.objects()).containsExactly(route, service);
    assertThat(whole.details()).isEqualTo(Map.of("k", "v\n"));
    assertThat(whole.revision()).isEqualTo(7);
  }

  @Test
  default void events_areReadInPages() {
    store()
        .observed()
        .putEvents(IntStream.range(0, 5).mapToObj(i -> event("e" + i, "", i)).toList());
    List<EventRecord> first =
        store()
            .observed()
            .events(new EventQuery("t", "", null, "", Instant.EPOCH, Long.MAX_VALUE, 2));
    assertThat(first).extracting(EventRecord::type).containsExactly("e4", "e3");
    long last = first.get(1).id();
    assertThat(store().observed().events(new EventQuery("t", "", null, "", Instant.EPOCH, last, 2)))
        .extracting(EventRecord::type)
        .containsExactly("e2", "e1");
  }

  @Test
  default void anEventThatHappensAgain_isCounted() {
    ObservedStore observed = store().observed();
    List<Long> ids = observed.putEvents(List.of(event("a", "", 0), event("b", "", 1)));
    assertThat(ids).hasSize(2).doesNotHaveDuplicates().isSorted();
    EventRecord once = observed.events(query("a", null, "")).get(0);
    Instant later = NOON.plusSeconds(600);
    EventRecord again =
        new EventRecord(
            once.id(),
            once.time(),
            later,
            5,
            once.tenant(),
            once.type(),
            once.proxy(),
            once.objects(),
            once.message(),
            once.revision(),
            once.details());
    assertThat(observed.putEvents(List.of(again))).containsExactly(once.id());
    assertThat(observed.events(query("", null, ""))).hasSize(2).contains(again);
  }

  @Test
  default void events_areTrimmedByAgeAndNumber() {
    ObservedStore observed = store().observed();
    ObjectName object = new ObjectName("route", "route_a");
    observed.putEvents(IntStream.range(0, 6).mapToObj(i -> event("e" + i, "", i, object)).toList());
    observed.trimEvents(NOON.plusSeconds(60), 100);
    assertThat(found(query("", object, ""))).hasSize(5);
    observed.trimEvents(NOON, 2);
    assertThat(found(query("", object, ""))).containsExactly("e5/", "e4/");
    observed.putEvents(List.of(event("e6", "", 6, object)));
    assertThat(found(query("", object, ""))).containsExactly("e6/", "e5/", "e4/");
  }
}
