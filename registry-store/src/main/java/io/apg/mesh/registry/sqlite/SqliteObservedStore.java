package io.apg.mesh.registry.sqlite;

import io.apg.mesh.registry.EventQuery;
import io.apg.mesh.registry.EventRecord;
import io.apg.mesh.registry.EventRecord.ObjectName;
import io.apg.mesh.registry.ObservedStore;
import io.apg.mesh.registry.ProxyMemory;
import io.apg.mesh.registry.StoreUnavailableException;
import io.apg.mesh.registry.body.EventBody;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tables of what was observed, and a connection of their own, so that they never wait for the
 * registry's writer but in SQLite itself. Thread-safe: one at a time.
 */
final class SqliteObservedStore implements ObservedStore, AutoCloseable {
  private static final String COLUMNS =
      "id, time, last_time, count, tenant, type, proxy, message, revision, body";

  private final Connection connection;

  private SqliteObservedStore(Connection connection) {
    this.connection = connection;
  }

  /** The tables must be there. */
  static SqliteObservedStore open(Path file) throws SQLException {
    return new SqliteObservedStore(Database.dataSource(file).getConnection());
  }

  @Override
  public List<ProxyMemory> proxyMemories() {
    return locked(
        () -> {
          List<ProxyMemory> all = new ArrayList<>();
          try (Statement statement = connection.createStatement();
              ResultSet rows =
                  statement.executeQuery(
                      "SELECT tenant, node, client, version, changed, body FROM proxy_memories"
                          + " ORDER BY changed DESC")) {
            while (rows.next()) {
              all.add(
                  new ProxyMemory(
                      rows.getString(1),
                      rows.getString(2),
                      rows.getString(3),
                      rows.getString(4),
                      Instant.ofEpochMilli(rows.getLong(5)),
                      rows.getString(6)));
            }
          }
          return all;
        });
  }

  @Override
  public void putProxyMemories(Collection<ProxyMemory> changed) {
    transaction(
        () -> {
          try (PreparedStatement put =
                  connection.prepareStatement(
                      "INSERT OR REPLACE INTO proxy_memories"
                          + " (tenant, node, client, version, changed, body)"
                          + " VALUES (?, ?, ?, ?, ?, ?)");
              PreparedStatement delete =
                  connection.prepareStatement(
                      "DELETE FROM proxy_memories"
                          + " WHERE tenant = ? AND node = ? AND client = ? AND version = ?")) {
            for (ProxyMemory memory : changed) {
              PreparedStatement statement = memory.body().isEmpty() ? delete : put;
              statement.setString(1, memory.tenant());
              statement.setString(2, memory.node());
              statement.setString(3, memory.client());
              statement.setString(4, memory.version());
              if (!memory.body().isEmpty()) {
                statement.setLong(5, memory.changed().toEpochMilli());
                statement.setString(6, memory.body());
              }
              statement.executeUpdate();
            }
          }
          return changed;
        });
  }

  @Override
  public void trimProxyMemories(Instant before, int most, long bytes) {
    transaction(
        () -> {
          try (PreparedStatement delete =
              connection.prepareStatement(
                  "DELETE FROM proxy_memories WHERE changed < ?"
                      + " OR (tenant, node, client, version) IN ("
                      + "SELECT tenant, node, client, version FROM ("
                      + "SELECT tenant, node, client, version,"
                      + " row_number() OVER newest AS position,"
                      + " sum(length(body)) OVER newest AS total FROM proxy_memories"
                      + " WINDOW newest AS (ORDER BY changed DESC, tenant, node, client, version))"
                      + " WHERE position > ? OR total > ?)")) {
            delete.setLong(1, before.toEpochMilli());
            delete.setInt(2, most);
            delete.setLong(3, bytes);
            return delete.executeUpdate();
          }
        });
  }

  @Override
  public List<Long> putEvents(List<EventRecord> events) {
    return transaction(
        () -> {
          List<Long> ids = new ArrayList<>();
          for (EventRecord event : events) {
            ids.add(event.id() == 0 ? insert(event) : update(event));
          }
          return ids;
        });
  }

  private long insert(EventRecord event) throws SQLException {
    long id;
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO events (time, last_time, count, tenant, type, proxy, message, revision,"
                + " body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id")) {
      insert.setLong(1, event.time().toEpochMilli());
      insert.setLong(2, event.lastTime().toEpochMilli());
      insert.setInt(3, event.count());
      insert.setString(4, event.tenant());
      insert.setString(5, event.type());
      insert.setString(6, event.proxy());
      insert.setString(7, event.message());
      insert.setLong(8, event.revision());
      insert.setString(9, EventBody.write(event));
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        id = row.getLong(1);
      }
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT OR IGNORE INTO event_objects (tenant, kind, object, event)"
                + " VALUES (?, ?, ?, ?)")) {
      for (ObjectName object : event.objects()) {
        insert.setString(1, event.tenant());
        insert.setString(2, object.kind());
        insert.setString(3, object.id());
        insert.setLong(4, id);
        insert.executeUpdate();
      }
    }
    return id;
  }

  private long update(EventRecord event) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE events SET last_time = ?, count = ? WHERE id = ?")) {
      update.setLong(1, event.lastTime().toEpochMilli());
      update.setInt(2, event.count());
      update.setLong(3, event.id());
      update.executeUpdate();
    }
    return event.id();
  }

  @Override
  public List<EventRecord> events(EventQuery query) {
    return locked(
        () -> {
          ObjectName object = query.object();
          try (PreparedStatement select = connection.prepareStatement(select(query, object))) {
            int at = 0;
            select.setString(++at, query.tenant());
            select.setLong(++at, query.before());
            select.setLong(++at, query.since().toEpochMilli());
            if (!query.type().isEmpty()) {
              select.setString(++at, query.type());
            }
            if (!query.proxy().isEmpty()) {
              select.setString(++at, query.proxy());
            }
            if (object != null) {
              select.setString(++at, query.tenant());
              select.setString(++at, object.kind());
              select.setString(++at, object.id());
            }
            select.setInt(++at, query.limit());
            return read(select);
          }
        });
  }

  private static String select(EventQuery query, @Nullable ObjectName object) {
    return "SELECT "
        + COLUMNS
        + " FROM events WHERE tenant = ? AND id < ? AND last_time >= ?"
        + (query.type().isEmpty() ? "" : " AND type = ?")
        + (query.proxy().isEmpty() ? "" : " AND proxy = ?")
        + (object == null
            ? ""
            : " AND id IN (SELECT event FROM event_objects"
                + " WHERE tenant = ? AND kind = ? AND object = ?)")
        + " ORDER BY id DESC LIMIT ?";
  }

  private static List<EventRecord> read(PreparedStatement select) throws SQLException {
    List<EventRecord> events = new ArrayList<>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        EventBody body = EventBody.read(rows.getString(10));
        events.add(
            new EventRecord(
                rows.getLong(1),
                Instant.ofEpochMilli(rows.getLong(2)),
                Instant.ofEpochMilli(rows.getLong(3)),
                rows.getInt(4),
                rows.getString(5),
                rows.getString(6),
                rows.getString(7),
                body.objects(),
                rows.getString(8),
                rows.getLong(9),
                body.details()));
      }
    }
    return events;
  }

  @Override
  public void trimEvents(Instant before, int most) {
    transaction(
        () -> {
          try (PreparedStatement delete =
                  connection.prepareStatement(
                      "DELETE FROM events WHERE last_time < ? OR id <= ("
                          + "SELECT id FROM events ORDER BY id DESC LIMIT 1 OFFSET ?)");
              Statement orphans = connection.createStatement()) {
            delete.setLong(1, before.toEpochMilli());
            delete.setInt(2, most);
            int gone = delete.executeUpdate();
            if (gone > 0) {
              orphans.executeUpdate(
                  "DELETE FROM event_objects WHERE event NOT IN (SELECT id FROM events)");
            }
            return gone;
          }
        });
  }

  @Override
  public synchronized void close() throws SQLException {
    connection.close();
  }

  private interface Work<T> {
    T run() throws SQLException;
  }

  private synchronized <T> T locked(Work<T> work) {
    try {
      return work.run();
    } catch (SQLException e) {
      throw new StoreUnavailableException("observed state: " + e.getMessage(), e);
    }
  }

  private <T> T transaction(Work<T> work) {
    return locked(
        () -> {
          execute("BEGIN IMMEDIATE");
          try {
            T result = work.run();
            execute("COMMIT");
            return result;
          } catch (SQLException | RuntimeException e) {
            rollBack(e);
            throw e;
          }
        });
  }

  private void rollBack(Exception cause) {
    try {
      execute("ROLLBACK");
    } catch (SQLException e) {
      // SQLite has rolled back by itself where the failure was grave.
      cause.addSuppressed(e);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
