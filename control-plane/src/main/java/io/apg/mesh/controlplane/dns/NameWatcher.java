package io.apg.mesh.controlplane.dns;

import io.apg.mesh.registry.ApplyRequest;
import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.Endpoint;
import io.apg.mesh.registry.EndpointNames;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.ObjectKey;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.RegistryStore;
import io.apg.mesh.registry.Resolution;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.StateChange;
import io.apg.mesh.registry.StoreUnavailableException;
import io.apg.mesh.registry.TenantState;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the addresses of named endpoints in the store: a name is resolved when it appears and again
 * at an interval; what changed is stored. A failure changes nothing, so proxies keep the addresses
 * they have; it is told by {@link #unresolved}. No write waits for DNS: each name is resolved on
 * its own, and names that failed last time have threads of their own. Thread-safe.
 */
public final class NameWatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NameWatcher.class);
  private static final int RESOLVERS = 64;
  private static final int DOUBTFUL_RESOLVERS = 4;

  private final RegistryStore store;
  private final HostResolver resolver;
  private final Duration refresh;
  private final NameListener listener;
  // One thread writes the set of names; look-ups run in the pool.
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(named("dns-clock"));
  private final ExecutorService pool = pool(RESOLVERS, "dns");
  // Names that failed last time wait for each other, and for nobody else.
  private final ExecutorService doubtful = pool(DOUBTFUL_RESOLVERS, "dns-doubtful");
  private final Map<String, Set<EndpointRef>> names = new ConcurrentHashMap<>();
  private final Map<String, String> failures = new ConcurrentHashMap<>();
  // Look-ups that run; true = somebody came meanwhile, so look again.
  private final Map<String, Boolean> running = new ConcurrentHashMap<>();

  private record EndpointRef(String tenant, String endpointId) {}

  /**
   * Watches the names of {@code store} once {@link #start} is called.
   *
   * @param listener called on the threads that resolve names; must return at once
   */
  public NameWatcher(
      RegistryStore store, HostResolver resolver, Duration refresh, NameListener listener) {
    this.store = store;
    this.resolver = resolver;
    this.refresh = refresh;
    this.listener = listener;
  }

  /** Begins: all names of the store now, then those that come. */
  public void start() {
    MeshState first = store.subscribe(this::changed);
    first.tenants().forEach(this::addAll);
    names.keySet().forEach(this::resolve);
    ScheduledFuture<?> unused =
        clock.scheduleWithFixedDelay(
            () ->
                names.keySet().stream().filter(n -> !running.containsKey(n)).forEach(this::resolve),
            refresh.toMillis(),
            refresh.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void addAll(String tenant, TenantState objects) {
    objects
        .endpoints()
        .forEach(
            (service, endpoints) -> {
              if (isWatched(objects, service)) {
                endpoints.values().forEach(endpoint -> add(tenant, endpoint));
              }
            });
  }

  /** Names of a service that proxies resolve may mean nothing here. */
  private static boolean isWatched(TenantState objects, String serviceId) {
    Service service = objects.service(serviceId);
    return service == null || service.resolution() == Resolution.CONTROL_PLANE;
  }

  /** An endpoint whose name did not resolve, last time. */
  public record Unresolved(String endpointId, String host, String reason) {}

  /** The endpoints of a tenant whose names do not resolve now. */
  public List<Unresolved> unresolved(String tenant) {
    List<Unresolved> all = new ArrayList<>();
    failures.forEach(
        (host, reason) -> {
          for (EndpointRef user : users(host)) {
            if (user.tenant().equals(tenant)) {
              all.add(new Unresolved(user.endpointId(), host, reason));
            }
          }
        });
    return all;
  }

  private void changed(StateChange change) {
    for (ObjectKey key : touched(change)) {
      Endpoint old = endpoint(change.before(), key);
      Endpoint now = endpoint(change.after(), key);
      if (old != null && now == null) {
        remove(key.tenant(), old);
      } else if (old == null && now != null && add(key.tenant(), now)) {
        resolve(now.host());
      }
    }
  }

  /** Endpoints that changed, and all of those services that others resolve from now on. */
  private static Set<ObjectKey> touched(StateChange change) {
    Set<ObjectKey> endpoints = new HashSet<>();
    for (ObjectKey key : change.changed()) {
      TenantState before = change.before().tenant(key.tenant());
      TenantState after = change.after().tenant(key.tenant());
      if (key.kind() == ObjectKind.ENDPOINT) {
        endpoints.add(key);
      } else if (key.kind() == ObjectKind.SERVICE
          && isWatched(before, key.id()) != isWatched(after, key.id())) {
        for (TenantState state : List.of(before, after)) {
          for (String id : state.endpointsOf(key.id()).keySet()) {
            endpoints.add(new ObjectKey(key.tenant(), ObjectKind.ENDPOINT, id));
          }
        }
      }
    }
    return endpoints;
  }

  private static @Nullable Endpoint endpoint(MeshState state, ObjectKey key) {
    TenantState objects = state.tenant(key.tenant());
    String service = EndpointNames.serviceOf(key.id());
    return isWatched(objects, service) ? objects.endpointsOf(service).get(key.id()) : null;
  }

  private boolean add(String tenant, Endpoint endpoint) {
    if (EndpointNames.isAddress(endpoint.host())) {
      return false;
    }
    names
        .computeIfAbsent(endpoint.host(), host -> ConcurrentHashMap.newKeySet())
        .add(new EndpointRef(tenant, endpoint.id()));
    return true;
  }

  private void remove(String tenant, Endpoint endpoint) {
    names.computeIfPresent(
        endpoint.host(),
        (host, users) -> {
          users.remove(new EndpointRef(tenant, endpoint.id()));
          return users.isEmpty() ? null : users;
        });
    if (!names.containsKey(endpoint.host())) {
      failures.remove(endpoint.host());
    }
  }

  private Set<EndpointRef> users(String host) {
    return names.getOrDefault(host, Set.of());
  }

  private void resolve(String host) {
    if (Boolean.TRUE.equals(running.merge(host, false, (was, now) -> true))) {
      return;
    }
    try {
      (failures.containsKey(host) ? doubtful : pool).execute(() -> resolveNow(host));
    } catch (RejectedExecutionException closed) {
      running.remove(host);
    }
  }

  private void resolveNow(String host) {
    try {
      List<String> addresses = resolver.resolve(host).stream().distinct().sorted().toList();
      if (failures.remove(host) != null) {
        LOG.info("event=name_resolves host={} addresses={}", host, addresses);
        users(host).forEach(user -> listener.recovered(user.tenant(), user.endpointId(), host));
      }
      note(host, addresses);
    } catch (UnknownHostException e) {
      String reason = String.valueOf(e.getMessage());
      if (names.containsKey(host) && failures.put(host, reason) == null) {
        LOG.warn("event=name_does_not_resolve host={} reason={}", host, reason);
        users(host)
            .forEach(user -> listener.failed(user.tenant(), user.endpointId(), host, reason));
      }
    } catch (RuntimeException e) {
      LOG.error("event=name_failed host={}", host, e);
    } finally {
      if (Boolean.TRUE.equals(running.remove(host)) && names.containsKey(host)) {
        resolve(host);
      }
    }
  }

  private void note(String host, List<String> addresses) {
    MeshState state = store.state();
    Map<String, Map<String, List<String>>> differing = new HashMap<>();
    for (EndpointRef user : users(host)) {
      ObjectKey key = new ObjectKey(user.tenant(), ObjectKind.ENDPOINT, user.endpointId());
      Endpoint endpoint = endpoint(state, key);
      if (endpoint != null && !endpoint.addresses().equals(addresses)) {
        differing
            .computeIfAbsent(user.tenant(), tenant -> new HashMap<>())
            .put(user.endpointId(), addresses);
      }
    }
    differing.forEach((tenant, changes) -> store(tenant, host, changes));
  }

  private void store(String tenant, String host, Map<String, List<String>> changes) {
    try {
      store.apply(
          new ApplyRequest(
              tenant,
              "dns",
              "addresses of " + host,
              List.of(new Change.ObserveAddresses(changes)),
              false,
              null));
    } catch (StoreUnavailableException e) {
      LOG.warn("event=addresses_not_stored host={} reason={}", host, e.getMessage());
    }
  }

  private static ExecutorService pool(int threads, String name) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(name));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private static ThreadFactory named(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public void close() {
    clock.shutdownNow();
    pool.shutdownNow();
    doubtful.shutdownNow();
  }
}
