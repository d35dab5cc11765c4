package io.apg.mesh.registry.sqlite;

import io.apg.mesh.registry.StoreUnavailableException;
import io.apg.mesh.registry.TokenRecord;
import io.apg.mesh.registry.TokenStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table of tokens, over a connection of its own. Every method is one statement, and so a
 * transaction of its own. Thread-safe: one at a time.
 */
final class SqliteTokenStore implements TokenStore, AutoCloseable {
  private static final String COLUMNS =
      "tenant, id, subject, roles, service, gateway, created, created_by, expires, revoked,"
          + " revoked_by";
  private static final String INSERT =
      "INSERT INTO tokens (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private final Connection connection;

  private SqliteTokenStore(Connection connection) {
    this.connection = connection;
  }

  /** The table must be there. */
  static SqliteTokenStore open(Path file) throws SQLException {
    return new SqliteTokenStore(Database.dataSource(file).getConnection());
  }

  @Override
  public void addToken(TokenRecord token) {
    run(
        INSERT,
        insert -> {
          bind(insert, token);
          return insert.executeUpdate();
        });
  }

  @Override
  public TokenRecord revokeToken(String tenant, String id, Instant time, String actor) {
    TokenRecord unknown =
        new TokenRecord(tenant, id, "", List.of(), "", "", time, actor, null, time, actor);
    return run(
        INSERT
            + " ON CONFLICT (tenant, id) DO UPDATE SET revoked_by = CASE WHEN revoked IS NULL"
            + " THEN excluded.revoked_by ELSE revoked_by END,"
            + " revoked = coalesce(revoked, excluded.revoked) RETURNING "
            + COLUMNS,
        insert -> {
          bind(insert, unknown);
          return read(insert).get(0);
        });
  }

  @Override
  public List<TokenRecord> tokens(String tenant) {
    return run(
        "SELECT " + COLUMNS + " FROM tokens WHERE tenant = ? ORDER BY id",
        select -> {
          select.setString(1, tenant);
          return read(select);
        });
  }

  @Override
  public List<TokenRecord> revokedTokens() {
    return run(
        "SELECT " + COLUMNS + " FROM tokens WHERE revoked IS NOT NULL ORDER BY tenant, id",
        SqliteTokenStore::read);
  }

  @Override
  public void trimTokens(Instant before) {
    run(
        "DELETE FROM tokens WHERE expires < ?",
        delete -> {
          delete.setLong(1, before.toEpochMilli());
          return delete.executeUpdate();
        });
  }

  @Override
  public synchronized void close() throws SQLException {
    connection.close();
  }

  private static void bind(PreparedStatement insert, TokenRecord token) throws SQLException {
    insert.setString(1, token.tenant());
    insert.setString(2, token.id());
    insert.setString(3, token.subject());
    insert.setString(4, String.join(",", token.roles()));
    insert.setString(5, token.service());
    insert.setString(6, token.gateway());
    insert.setLong(7, token.created().toEpochMilli());
    insert.setString(8, token.createdBy());
    bind(insert, 9, token.expires());
    bind(insert, 10, token.revoked());
    insert.setString(11, token.revokedBy());
  }

  private static void bind(PreparedStatement insert, int at, @Nullable Instant time)
      throws SQLException {
    if (time == null) {
      insert.setNull(at, Types.INTEGER);
    } else {
      insert.setLong(at, time.toEpochMilli());
    }
  }

  private static List<TokenRecord> read(PreparedStatement statement) throws SQLException {
    List<TokenRecord> tokens = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        String roles = rows.getString(4);
        tokens.add(
            new TokenRecord(
                rows.getString(1),
                rows.getString(2),
                rows.getString(3),
                roles.isEmpty() ? List.of() : List.of(roles.split(",", -1)),
                rows.getString(5),
                rows.getString(6),
                Instant.ofEpochMilli(rows.getLong(7)),
                rows.getString(8),
                time(rows, 9),
                time(rows, 10),
                rows.getString(11)));
      }
    }
    return tokens;
  }

  private static @Nullable Instant time(ResultSet rows, int at) throws SQLException {
    long millis = rows.getLong(at);
    return rows.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  private interface Work<T> {
    T run(PreparedStatement statement) throws SQLException;
  }

  private synchronized <T> T run(String sql, Work<T> work) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      return work.run(statement);
    } catch (SQLException e) {
      throw new StoreUnavailableException("tokens: " + e.getMessage(), e);
    }
  }
}
