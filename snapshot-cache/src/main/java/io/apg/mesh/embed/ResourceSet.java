package io.apg.mesh.embed;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.apg.mesh.snapshot.RawResource;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.View;
import io.apg.mesh.snapshot.XdsType;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What some nodes are to have: Envoy's messages, as bytes with a name and a version. Immutable and
 * thread-safe.
 *
 * <p>{@link #edit} makes the next set at the cost of what changes, and clients get it at that cost,
 * too. Sets that were not made from one another are compared by the versions of their resources.
 */
public final class ResourceSet {
  private static final AtomicLong EDITS = new AtomicLong();

  /** Nothing. */
  public static final ResourceSet EMPTY =
      new ResourceSet(View.empty(EDITS.incrementAndGet()), null, Map.of());

  private final View view;
  private final @Nullable ResourceSet base;
  private final Map<XdsType, String> versions;
  // The first set made from this one shares its change log; others begin logs of their own.
  private final AtomicBoolean continued = new AtomicBoolean();

  ResourceSet(View view, @Nullable ResourceSet base, Map<XdsType, String> versions) {
    this.view = view;
    this.base = base;
    this.versions = Map.copyOf(versions);
  }

  /** A set of messages, with versions that are hashes of their content. */
  public static ResourceSet of(Message... messages) {
    return of(Arrays.asList(messages));
  }

  /** A set of messages, with versions that are hashes of their content. */
  public static ResourceSet of(Iterable<? extends Message> messages) {
    return EMPTY.edit().putAll(messages).build();
  }

  /** Begins the next set. */
  public Edit edit() {
    return new Edit(this);
  }

  /** The set that this one adds to; its own resources win where names collide. */
  public Optional<ResourceSet> base() {
    return Optional.ofNullable(base);
  }

  /** The encoded message of that name, of this set or its base. */
  public Optional<Resource> get(XdsType type, String name) {
    Resource own = view.resource(type, name);
    return own != null || base == null ? Optional.ofNullable(own) : base.get(type, name);
  }

  /** Names of a type, of this set and its base. */
  public Set<String> names(XdsType type) {
    Set<String> names = new LinkedHashSet<>();
    for (View layer : layers()) {
      layer.resources(type).forEach(resource -> names.add(resource.name()));
    }
    return names;
  }

  /** The version of a type that was chosen by hand; empty = it follows from the content. */
  public Optional<String> chosenVersion(XdsType type) {
    String own = versions.get(type);
    return own != null || base == null ? Optional.ofNullable(own) : base.chosenVersion(type);
  }

  /** What the resources are in, this set's own first. */
  List<View> layers() {
    return base == null ? List.of(view) : List.of(view, base.view);
  }

  /** The next one's resources: on this line for the first, which alone may use its change log. */
  private View lined(View next) {
    boolean continues = this != EMPTY && continued.compareAndSet(false, true);
    return continues ? next : next.fork(EDITS.incrementAndGet());
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("ResourceSet[");
    for (XdsType type : XdsType.values()) {
      int size = view.resources(type).size();
      text.append(size == 0 ? "" : type + "=" + size + " ");
    }
    return text.append(base == null ? "no base" : "with a base").append(']').toString();
  }

  /** Collects changes. Not thread-safe; used once. */
  public static final class Edit {
    private final ResourceSet from;
    private final View.Edit edit;
    private final Map<XdsType, String> versions = new EnumMap<>(XdsType.class);
    private @Nullable ResourceSet base;

    private Edit(ResourceSet from) {
      this.from = from;
      this.edit = from.view.edit();
      this.base = from.base;
      this.versions.putAll(from.versions);
    }

    /**
     * Adds a message, or replaces the one of that type and name. Its version is the hash of its
     * content: equal content is no change.
     *
     * @throws IllegalArgumentException where it is no xDS resource, or has no name
     */
    public Edit put(Message message) {
      edit.put(Messages.resource(message));
      return this;
    }

    /** The same with a version chosen by hand: an equal version is no change, whatever the rest. */
    public Edit put(Message message, String version) {
      edit.put(Messages.resource(message, version));
      return this;
    }

    /** Adds or replaces several. */
    public Edit putAll(Iterable<? extends Message> messages) {
      messages.forEach(this::put);
      return this;
    }

    /** Adds or replaces a message that is encoded already, and is sent byte for byte. */
    public Edit put(XdsType type, String name, ByteString encoded) {
      edit.put(Messages.resource(type, Messages.name(type, name), encoded));
      return this;
    }

    /** The same with a version chosen by hand. */
    public Edit put(XdsType type, String name, ByteString encoded, String version) {
      String given = Messages.given(version);
      edit.put(new RawResource(type, Messages.name(type, name), given, encoded));
      return this;
    }

    /**
     * Adds or replaces a message of the type that an {@code Any} with that URL has.
     *
     * @throws IllegalArgumentException where no service delivers that type
     */
    public Edit put(String typeUrl, String name, ByteString encoded) {
      return put(Messages.type(typeUrl), name, encoded);
    }

    /** Removes a resource of this set; one of the base shows again. */
    public Edit remove(XdsType type, String name) {
      edit.remove(type, name);
      return this;
    }

    /** Makes these all messages of a type: what is equal stays, what is missing goes. */
    public Edit replace(XdsType type, Collection<? extends Message> messages) {
      Set<String> gone = new LinkedHashSet<>(edit.present(type));
      for (Message message : messages) {
        RawResource resource = Messages.resource(message);
        if (resource.type() != type) {
          throw new IllegalArgumentException(
              "messages: a " + resource.type() + " (expected: each a " + type + ")");
        }
        edit.put(resource);
        gone.remove(resource.name());
      }
      gone.forEach(name -> edit.remove(type, name));
      return this;
    }

    /**
     * Chooses the {@code version_info} of a type. From then on the version alone says whether
     * clients that get the state of the world have this set: choose a new one with each change.
     */
    public Edit version(XdsType type, String version) {
      versions.put(type, Messages.given(version));
      return this;
    }

    /** Chooses one version for all types. */
    public Edit version(String version) {
      for (XdsType type : XdsType.values()) {
        version(type, version);
      }
      return this;
    }

    /** Versions follow from the content again. */
    public Edit contentVersions() {
      versions.clear();
      return this;
    }

    /**
     * What this set adds to. Many sets may have one base; it is kept once. Bases have none
     * themselves.
     */
    public Edit base(ResourceSet common) {
      if (requireNonNull(common, "base").base != null) {
        throw new IllegalArgumentException("base: has a base (expected: one without)");
      }
      this.base = common;
      return this;
    }

    /** This set with everything that was said. */
    public ResourceSet build() {
      return new ResourceSet(from.lined(edit.build(EDITS.incrementAndGet())), base, versions);
    }
  }
}
