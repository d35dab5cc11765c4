package io.apg.mesh.registry.contract;

import io.apg.mesh.registry.RegexCheck;
import io.apg.mesh.registry.RegistryStore;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every store must do. A store's test extends this and supplies {@link #create}; the data of
 * one test are its own.
 */
public abstract class RegistryStoreContract
    implements IdRules,
        WriteRules,
        DefaultRules,
        ReferenceRules,
        LoadBalancerRules,
        TcpRules,
        DurabilityRules,
        DepartureRules,
        FeedRules,
        ObservedRules,
        TokenRules {
  private static final RegexCheck REGEX_CHECK =
      regex -> regex.contains("(((") ? Optional.of("missing )") : Optional.empty();

  private final Clock clock = new TickingClock();
  private RegistryStore store;

  /** A store, not yet open, on the data of this test, with {@code default} as default namespace. */
  protected abstract RegistryStore create(Clock storeClock, RegexCheck regexCheck);

  @BeforeEach
  void open() {
    store = create(clock, REGEX_CHECK);
    store.open();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  public RegistryStore store() {
    return store;
  }

  @Override
  public void reopen() {
    close();
    open();
  }
}
