package io.apg.mesh.registry.sqlite;

import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.RevisionRecord;
import io.apg.mesh.registry.RevisionRecord.ObjectChange;
import io.apg.mesh.registry.TenantState;
import io.apg.mesh.registry.body.ObjectBodies;
import io.apg.mesh.registry.plan.Identities;
import io.apg.mesh.registry.plan.Identities.Identity;
import io.apg.mesh.registry.plan.Identities.Reservation;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.flywaydb.core.Flyway;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;

/**
 * The tables and the two connections to them: one writes and is used by one thread at a time, one
 * reads revisions.
 */
final class Database implements AutoCloseable {
  private static final int BUSY_TIMEOUT_MS = 5_000;
  private static final String SELECT_REVISIONS =
      "SELECT number, tenant, time, actor, summary, changes FROM revisions";

  private final Connection writer;
  private final Connection reader;
  private final int revisionsKept;

  private Database(Connection writer, Connection reader, int revisionsKept) {
    this.writer = writer;
    this.reader = reader;
    this.revisionsKept = revisionsKept;
  }

  static Database open(Path file, int revisionsKept) throws SQLException {
    SQLiteDataSource dataSource = dataSource(file);
    Flyway.configure().dataSource(dataSource).locations("classpath:db/sqlite").load().migrate();
    Connection writer = dataSource.getConnection();
    try {
      return new Database(writer, dataSource.getConnection(), revisionsKept);
    } catch (SQLException e) {
      writer.close();
      throw e;
    }
  }

  /** Writes revisions and the objects they leave, all or nothing; durable on return. */
  void write(List<RevisionRecord> revisions, List<Reservation> reservations) throws SQLException {
    transaction(
        "BEGIN IMMEDIATE",
        () -> {
          insertRevisions(revisions);
          insertReservations(reservations);
          for (RevisionRecord revision : revisions) {
            writeObjects(revision);
          }
          deleteRevisionsUpTo(revisions.get(revisions.size() - 1).number() - revisionsKept);
          return revisions;
        });
  }

  /** Reads everything, as of one moment. */
  Contents load() throws SQLException {
    return transaction("BEGIN", () -> new Contents(loadState(), loadIdentities()));
  }

  /** Writes something that leaves no trace. */
  void proveWritable() throws SQLException {
    transaction(
        "BEGIN IMMEDIATE",
        () -> {
          execute("CREATE TABLE probe (x)");
          execute("DROP TABLE probe");
          return true;
        });
  }

  /** Newest first. */
  List<RevisionRecord> revisions(String tenant, long before, int limit) throws SQLException {
    synchronized (reader) {
      try (PreparedStatement select =
          reader.prepareStatement(
              SELECT_REVISIONS + " WHERE tenant = ? AND number < ? ORDER BY number DESC LIMIT ?")) {
        select.setString(1, tenant);
        select.setLong(2, before);
        select.setInt(3, limit);
        return revisions(select);
      }
    }
  }

  /** Of all tenants; 0 = there is none. */
  long oldestRevision() throws SQLException {
    synchronized (reader) {
      try (Statement select = reader.createStatement();
          ResultSet row = select.executeQuery("SELECT min(number) FROM revisions")) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  /** Of all tenants, oldest first. */
  List<RevisionRecord> revisionsAfter(long number) throws SQLException {
    synchronized (reader) {
      try (PreparedStatement select =
          reader.prepareStatement(SELECT_REVISIONS + " WHERE number > ? ORDER BY number")) {
        select.setLong(1, number);
        return revisions(select);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    try (writer;
        reader) {
      // Both are closed.
    }
  }

  /** The driver's own transactions would begin, and lock, as soon as the one before ends. */
  private <T> T transaction(String begin, Work<T> work) throws SQLException {
    execute(begin);
    try {
      T result = work.run();
      execute("COMMIT");
      return result;
    } catch (SQLException | RuntimeException e) {
      rollBack(e);
      throw e;
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = writer.createStatement()) {
      statement.execute(sql);
    }
  }

  private interface Work<T> {
    T run() throws SQLException;
  }

  private static List<RevisionRecord> revisions(PreparedStatement select) throws SQLException {
    List<RevisionRecord> revisions = new ArrayList<>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        revisions.add(
            new RevisionRecord(
                rows.getLong(1),
                rows.getString(2),
                Instant.parse(rows.getString(3)),
                rows.getString(4),
                rows.getString(5),
                ObjectBodies.changes(rows.getString(6))));
      }
    }
    return revisions;
  }

  static SQLiteDataSource dataSource(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setBusyTimeout(BUSY_TIMEOUT_MS);
    SQLiteDataSource dataSource = new SQLiteDataSource(config);
    dataSource.setUrl("jdbc:sqlite:" + file);
    return dataSource;
  }

  private void insertRevisions(List<RevisionRecord> revisions) throws SQLException {
    try (PreparedStatement insert =
        writer.prepareStatement(
            "INSERT INTO revisions (number, tenant, time, actor, summary, changes)"
                + " VALUES (?, ?, ?, ?, ?, ?)")) {
      for (RevisionRecord revision : revisions) {
        insert.setLong(1, revision.number());
        insert.setString(2, revision.tenant());
        insert.setString(3, revision.time().toString());
        insert.setString(4, revision.actor());
        insert.setString(5, revision.summary());
        insert.setString(6, ObjectBodies.write(revision.changes()));
        insert.executeUpdate();
      }
    }
  }

  private void insertReservations(List<Reservation> reservations) throws SQLException {
    try (PreparedStatement insert =
        writer.prepareStatement(
            "INSERT INTO identities (tenant, kind, identity, id) VALUES (?, ?, ?, ?)")) {
      for (Reservation reservation : reservations) {
        Identity identity = reservation.identity();
        insert.setString(1, identity.tenant());
        insert.setString(2, identity.kind().word());
        insert.setString(3, identity.text());
        insert.setString(4, reservation.id());
        insert.executeUpdate();
      }
    }
  }

  private void writeObjects(RevisionRecord revision) throws SQLException {
    try (PreparedStatement put =
            writer.prepareStatement(
                "INSERT OR REPLACE INTO objects (tenant, kind, id, revision, body)"
                    + " VALUES (?, ?, ?, ?, ?)");
        PreparedStatement delete =
            writer.prepareStatement(
                "DELETE FROM objects WHERE tenant = ? AND kind = ? AND id = ?")) {
      for (ObjectChange change : revision.changes()) {
        PreparedStatement statement = change.after().isEmpty() ? delete : put;
        statement.setString(1, revision.tenant());
        statement.setString(2, change.kind().word());
        statement.setString(3, change.id());
        if (!change.after().isEmpty()) {
          statement.setLong(4, revision.number());
          statement.setString(5, change.after());
        }
        statement.executeUpdate();
      }
    }
  }

  /** As many as came, once there are as many as are kept. */
  private void deleteRevisionsUpTo(long number) throws SQLException {
    try (PreparedStatement delete =
        writer.prepareStatement("DELETE FROM revisions WHERE number <= ?")) {
      delete.setLong(1, number);
      delete.executeUpdate();
    }
  }

  private MeshState loadState() throws SQLException {
    try (Statement statement = writer.createStatement()) {
      long revision;
      try (ResultSet row = statement.executeQuery("SELECT max(number) FROM revisions")) {
        revision = row.next() ? row.getLong(1) : 0;
      }
      MeshState state = new MeshState(revision, MeshState.EMPTY.tenants());
      try (ResultSet rows = statement.executeQuery("SELECT tenant, kind, body FROM objects")) {
        while (rows.next()) {
          String tenant = rows.getString(1);
          TenantState objects = with(state.tenant(tenant), rows.getString(2), rows.getString(3));
          state = state.with(revision, tenant, objects);
        }
      }
      return state;
    }
  }

  private static TenantState with(TenantState state, String kind, String body) {
    return switch (kind(kind)) {
      case SERVICE -> state.withService(ObjectBodies.service(body));
      case ENDPOINT -> state.withEndpoint(ObjectBodies.endpoint(body));
      case ROUTE -> state.withRoute(ObjectBodies.route(body));
      case LOAD_BALANCER -> state.withLoadBalancer(ObjectBodies.loadBalancer(body));
      case LEAVING -> state.withDeparting(state.departing().with(ObjectBodies.leaving(body)));
      case DRAINING -> state.withDeparting(state.departing().with(ObjectBodies.endpoint(body)));
    };
  }

  private Identities loadIdentities() throws SQLException {
    Identities identities = Identities.EMPTY;
    try (Statement statement = writer.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT tenant, kind, identity, id FROM identities")) {
      while (rows.next()) {
        Identity identity =
            new Identity(rows.getString(1), kind(rows.getString(2)), rows.getString(3));
        identities = identities.with(new Reservation(identity, rows.getString(4)));
      }
    }
    return identities;
  }

  private static ObjectKind kind(String word) {
    return ObjectKind.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private void rollBack(Exception cause) {
    try {
      execute("ROLLBACK");
    } catch (SQLException e) {
      // SQLite has rolled back by itself where the failure was grave.
      cause.addSuppressed(e);
    }
  }
}
