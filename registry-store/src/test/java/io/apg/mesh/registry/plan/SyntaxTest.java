package io.apg.mesh.registry.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyntaxTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 10.0.0.1",
    "0.0.0.0, 0.0.0.0",
    "255.255.255.255, 255.255.255.255",
    "Orders.Shop, orders.shop",
    "localhost, localhost",
    "my_service, my_service",
    "a-b.c1, a-b.c1",
    "::1, ::1",
    "::, ::",
    "FD00:0:0:0:0:0:0:5, fd00::5",
    "fd00::, fd00::",
    "1:0:2:0:0:0:3:4, 1:0:2::3:4",
    "1:0:0:2:0:0:3:4, 1::2:0:0:3:4",
    "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7",
    "2001:db8::8:800:200c:417a, 2001:db8::8:800:200c:417a",
  })
  void host_hasOneForm(String text, String form) {
    assertThat(Syntax.host(text)).isEqualTo(form);
    assertThat(Syntax.host(form)).isEqualTo(form);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "a:80",
        "http://a",
        "a/b",
        "-a",
        "a-",
        "a..b",
        ".a",
        "10.0.0.256",
        "10.0.0",
        "1",
        "10.0.0.01",
        "[::1]",
        "::1%eth0",
        ":::",
        "1:2",
        "*.a",
        "a.",
        "ü"
      })
  void host_refusesTheRest(String text) {
    assertThat(Syntax.host(text)).isNull();
  }

  @Test
  void host_hasAtMost253Characters() {
    String label = "a".repeat(63) + ".";
    assertThat(Syntax.host(label.repeat(3) + "a".repeat(61))).hasSize(253);
    assertThat(Syntax.host(label.repeat(3) + "a".repeat(62))).isNull();
    assertThat(Syntax.host("a".repeat(64))).isNull();
  }

  @ParameterizedTest
  @CsvSource({"Shop.Test, shop.test", "*.Shop.test, *.shop.test", "10.0.0.1, 10.0.0.1"})
  void routeHost_isLowerCased(String text, String form) {
    assertThat(Syntax.routeHost(text)).isEqualTo(form);
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "*.", "shop.*", "*a.test", "*.*.test", "a:80", "", "a/b", "::1"})
  void routeHost_refusesTheRest(String text) {
    assertThat(Syntax.routeHost(text)).isNull();
  }
}
