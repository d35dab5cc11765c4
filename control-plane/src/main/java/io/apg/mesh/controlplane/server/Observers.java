package io.apg.mesh.controlplane.server;

import io.apg.mesh.session.Answer;
import io.apg.mesh.session.Nack;
import io.apg.mesh.session.Rejection;
import io.apg.mesh.session.RejectionEnd;
import io.apg.mesh.session.Withheld;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.xds.StreamStatus;
import io.apg.mesh.xds.XdsObserver;
import java.util.List;

/** Tells several, in order. */
record Observers(List<XdsObserver> all) implements XdsObserver {
  @Override
  public void opened(StreamStatus stream) {
    all.forEach(one -> one.opened(stream));
  }

  @Override
  public void closed(StreamStatus stream) {
    all.forEach(one -> one.closed(stream));
  }

  @Override
  public void acknowledged(Node node, Answer answer) {
    all.forEach(one -> one.acknowledged(node, answer));
  }

  @Override
  public void refused(Node node, Nack nack) {
    all.forEach(one -> one.refused(node, nack));
  }

  @Override
  public void rejected(Node node, Rejection rejection) {
    all.forEach(one -> one.rejected(node, rejection));
  }

  @Override
  public void rejectionEnded(Node node, Rejection rejection, RejectionEnd end) {
    all.forEach(one -> one.rejectionEnded(node, rejection, end));
  }

  @Override
  public void withheld(Node node, List<Withheld> before, List<Withheld> now) {
    all.forEach(one -> one.withheld(node, before, now));
  }
}
