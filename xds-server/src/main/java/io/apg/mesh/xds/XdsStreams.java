package io.apg.mesh.xds;

import io.apg.mesh.session.Rejection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The live streams of a server, and what nodes have refused. Thread-safe. */
public final class XdsStreams {
  private final Set<XdsStream> streams = ConcurrentHashMap.newKeySet();
  private final NodeMemories memories;

  XdsStreams(NodeMemories memories) {
    this.memories = memories;
  }

  /** Answers whether it is new. */
  boolean add(XdsStream stream) {
    return streams.add(stream);
  }

  /** Answers whether it was there. */
  boolean remove(XdsStream stream) {
    return streams.remove(stream);
  }

  /** Ends all of them from this side, at once. */
  void shutdown() {
    streams.forEach(XdsStream::shutdown);
  }

  /** Number of streams that have said who they are. */
  public int size() {
    return streams.size();
  }

  /** Every live stream, by node and age. */
  public List<StreamStatus> list() {
    List<StreamStatus> all = new ArrayList<>();
    for (XdsStream stream : streams) {
      StreamStatus status = stream.status();
      if (status != null) {
        all.add(status);
      }
    }
    all.sort(
        Comparator.comparing((StreamStatus status) -> status.node().id())
            .thenComparing(StreamStatus::since));
    return all;
  }

  /** Live streams of one node; more than one when two clients use its id, or one has several. */
  public List<StreamStatus> ofNode(String nodeId) {
    return list().stream().filter(status -> status.node().id().equals(nodeId)).toList();
  }

  /** What a node has refused so far, whether it is connected or not. */
  public List<Rejection> rejections(String nodeId) {
    return memories.rejections(nodeId);
  }
}
