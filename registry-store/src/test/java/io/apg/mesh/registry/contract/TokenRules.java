package io.apg.mesh.registry.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.apg.mesh.registry.StoreUnavailableException;
import io.apg.mesh.registry.TokenRecord;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which tokens were made, and which count no more. */
public interface TokenRules extends StoreFixture {
  Instant MADE = Instant.parse("2030-01-01T12:00:00Z");
  Instant LATER = MADE.plusSeconds(60);

  private static TokenRecord token(String tenant, String id, int minutes) {
    return new TokenRecord(
        tenant,
        id,
        "ci",
        List.of("viewer", "operator"),
        "svc_a",
        "",
        MADE,
        "root",
        MADE.plusSeconds(60L * minutes),
        null,
        "");
  }

  private static TokenRecord revoked(TokenRecord token, Instant time, String actor) {
    return new TokenRecord(
        token.tenant(),
        token.id(),
        token.subject(),
        token.roles(),
        token.service(),
        token.gateway(),
        token.created(),
        token.createdBy(),
        token.expires(),
        time,
        actor);
  }

  @Test
  default void tokens_surviveARestart_andAreTheTenantsOwn() {
    store().tokens().addToken(token("t", "b", 1));
    store().tokens().addToken(token("t", "a", 1));
    store().tokens().addToken(token("other", "a", 1));
    reopen();
    assertThat(store().tokens().tokens("t"))
        .containsExactly(token("t", "a", 1), token("t", "b", 1));
    assertThat(store().tokens().revokedTokens()).isEmpty();
  }

  @Test
  default void aTokenIsAddedOnce() {
    store().tokens().addToken(token("t", "a", 1));
    assertThatThrownBy(() -> store().tokens().addToken(token("t", "a", 2)))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(store().tokens().tokens("t")).containsExactly(token("t", "a", 1));
  }

  @Test
  default void aRevokedTokenStaysRevoked_asItWasFirst() {
    store().tokens().addToken(token("t", "a", 1));
    store().tokens().addToken(token("other", "a", 1));
    TokenRecord gone = revoked(token("t", "a", 1), LATER, "root");
    assertThat(store().tokens().revokeToken("t", "a", LATER, "root")).isEqualTo(gone);
    reopen();
    assertThat(store().tokens().revokeToken("t", "a", LATER.plusSeconds(1), "eve")).isEqualTo(gone);
    assertThat(store().tokens().revokedTokens()).containsExactly(gone);
    assertThat(store().tokens().tokens("other")).containsExactly(token("other", "a", 1));
  }

  @Test
  default void aTokenThatWasMadeElsewhere_canBeRevoked_andIsNotForgotten() {
    TokenRecord gone = store().tokens().revokeToken("t", "made-offline", LATER, "root");
    assertThat(gone.subject()).isEmpty();
    assertThat(gone.expires()).isNull();
    assertThat(gone.revoked()).isEqualTo(LATER);
    reopen();
    store().tokens().trimTokens(Instant.parse("2999-01-01T00:00:00Z"));
    assertThat(store().tokens().revokedTokens()).containsExactly(gone);
  }

  @Test
  default void whatExpiredIsForgotten_revokedOrNot() {
    store().tokens().addToken(token("t", "a", 1));
    store().tokens().addToken(token("t", "b", 1));
    store().tokens().addToken(token("t", "c", 2));
    store().tokens().revokeToken("t", "a", MADE, "root");
    store().tokens().trimTokens(MADE.plusSeconds(60));
    assertThat(store().tokens().tokens("t")).hasSize(3);
    store().tokens().trimTokens(MADE.plusSeconds(61));
    assertThat(store().tokens().tokens("t")).containsExactly(token("t", "c", 2));
    assertThat(store().tokens().revokedTokens()).isEmpty();
  }
}
