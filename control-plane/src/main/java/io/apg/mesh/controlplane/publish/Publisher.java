package io.apg.mesh.controlplane.publish;

import static java.util.Objects.requireNonNull;

import io.apg.mesh.controlplane.mapping.Finding;
import io.apg.mesh.controlplane.mapping.IrBuilder;
import io.apg.mesh.controlplane.mapping.MappingDefaults;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.ObjectKey;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.RegexCheck;
import io.apg.mesh.registry.RegistryStore;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.StateChange;
import io.apg.mesh.registry.TenantState;
import io.apg.mesh.snapshot.SnapshotCache;
import io.apg.mesh.snapshot.View;
import io.apg.mesh.translate.Translator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the registry and publishes what it means. One thread works; changes that come meanwhile
 * are taken together in the next round, so a lone change never waits. Thread-safe.
 */
public final class Publisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

  private final RegistryStore store;
  private final SnapshotCache cache;
  private final RevisionLog revisions = new RevisionLog();
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "publisher");
            thread.setDaemon(true);
            return thread;
          });
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final Inbox inbox = new Inbox();
  // Written by the worker only.
  private volatile Pipeline pipeline;

  /**
   * Follows {@code store} once {@link #start} is called.
   *
   * @param proven whether nodes are what they say; otherwise only the default tenant's are served
   */
  public Publisher(
      RegistryStore store,
      Translator translator,
      MappingDefaults defaults,
      RegexCheck regexes,
      String defaultNamespace,
      boolean proven) {
    this.store = store;
    this.pipeline = Pipeline.start(new IrBuilder(defaults, regexes), translator);
    NodeBinder binder = new NodeBinder(store::state, translator, defaultNamespace, proven);
    this.cache = new SnapshotCache(binder, this::schedule);
  }

  /** Where streams get their snapshots. */
  public SnapshotCache cache() {
    return cache;
  }

  /**
   * Publishes the state the store has now, and from then on every change. Returns when the first
   * publication is there: before that, no stream may be served.
   */
  public void start() {
    MeshState first = store.subscribe(this::changed);
    inbox.add(first, Pipeline.everything(first));
    try {
      worker.submit(this::round).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before the first publication", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the first publication failed", e);
    }
  }

  private void changed(StateChange change) {
    inbox.add(change.after(), change.changed());
    schedule();
  }

  private void schedule() {
    if (scheduled.compareAndSet(false, true)) {
      try {
        worker.execute(this::round);
      } catch (RejectedExecutionException stopped) {
        LOG.debug("publisher stopped: nothing is published any more");
      }
    }
  }

  private void round() {
    scheduled.set(false);
    Inbox.Content content = inbox.take();
    try {
      MeshState before = pipeline.state();
      Pipeline next = pipeline.next(content.state(), content.changed(), wanted());
      pipeline = next;
      revisions.add(next.publication());
      cache.publish(next.publication());
      cache.rebind(content.changed());
      cache.rebind(namespaces(before, content));
    } catch (Throwable e) { // An Error must not lose what was taken out of the inbox.
      inbox.putBack(content);
      LOG.error(
          "event=publish_failed note=\"the last publication stays until the next change\"", e);
    }
  }

  /** Namespaces that got their first service, or lost their last one. */
  private static Set<Namespace> namespaces(MeshState before, Inbox.Content content) {
    Set<Namespace> changed = new HashSet<>();
    for (ObjectKey key : content.changed()) {
      if (key.kind() == ObjectKind.SERVICE) {
        TenantState old = before.tenant(key.tenant());
        TenantState now = content.state().tenant(key.tenant());
        for (Service service : new Service[] {old.service(key.id()), now.service(key.id())}) {
          String name = service == null ? "" : service.name().namespace();
          if (old.hasNamespace(name) != now.hasNamespace(name)) {
            changed.add(new Namespace(key.tenant(), name));
          }
        }
      }
    }
    return changed;
  }

  private Map<String, ViewKey> wanted() {
    Map<String, ViewKey> keys = new HashMap<>();
    cache.wantedViews().forEach(name -> keys.put(name, ViewKey.parse(name)));
    return keys;
  }

  /**
   * How many of the connected proxies would be sent something after a change. Costs what the change
   * touches; publishes nothing.
   */
  public int affected(MeshState after, Set<ObjectKey> changed) {
    Pipeline now = pipeline;
    Pipeline next = now.next(after, changed, now.keys());
    Set<String> views = new HashSet<>();
    now.publication()
        .views()
        .forEach(
            (name, view) -> {
              if (next.publication().view(name) != view) {
                views.add(name);
              }
            });
    return cache.followers(views).size();
  }

  /** The view of a key as it is published; made for the asking where no proxy has it. */
  public View view(ViewKey key) {
    Pipeline now = pipeline;
    View published = now.publication().view(key.name());
    if (published != null) {
      return published;
    }
    Map<String, ViewKey> more = new HashMap<>(now.keys());
    more.put(key.name(), key);
    return requireNonNull(now.next(now.state(), Set.of(), more).publication().view(key.name()));
  }

  /** The view of the sidecars of a service, or of gateways where {@code service} is null. */
  public ViewKey viewOf(String tenant, @Nullable Service service) {
    return service == null
        ? new ViewKey.Gateway(tenant)
        : NodeBinder.sidecar(
            new Namespace(tenant, service.name().namespace()),
            pipeline.state().tenant(tenant),
            service);
  }

  /** The newest revision that is published. */
  public long revision() {
    return cache.current().revision();
  }

  /** The revision that a publication showed; 0 = it is too long ago. */
  public long revisionOf(long publication) {
    return revisions.of(publication);
  }

  /** Findings of a tenant as of the newest publication. */
  public List<Finding> findings(String tenant) {
    return pipeline.findings(tenant);
  }

  /** Ends it; the last publication stays. */
  @Override
  public void close() {
    worker.shutdown();
    try {
      if (!worker.awaitTermination(5, TimeUnit.SECONDS)) {
        worker.shutdownNow();
      }
    } catch (InterruptedException e) {
      worker.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
