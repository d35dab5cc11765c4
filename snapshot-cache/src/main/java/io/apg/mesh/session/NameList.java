package io.apg.mesh.session;

import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;

/**
 * The names of a SotW request as they stand in the encoded message. A client repeats all of its
 * names with every answer: whether they are the same as before is found from the bytes, and no name
 * is made a string unless it is asked for. Immutable.
 */
public final class NameList extends AbstractList<String> implements RandomAccess {
  private final byte[] message;
  private final int[] places;
  private final long digest;

  private NameList(byte[] message, int[] places, long digest) {
    this.message = message;
    this.places = places;
    this.digest = digest;
  }

  /** Collects where names stand. Not thread-safe; used once. */
  public static final class Builder {
    private final byte[] message;
    private int[] places = {};
    private int count;
    private long digest;

    /** {@code message} is not to be changed any more. */
    public Builder(byte[] message) {
      this.message = message;
    }

    /**
     * One more name.
     *
     * @throws IllegalArgumentException where the message is not that long
     */
    public Builder add(int offset, int length) {
      if (offset < 0 || length < 0 || length > message.length - offset) {
        throw new IllegalArgumentException(
            "name: " + length + " bytes at " + offset + " (expected: within the message)");
      }
      if (count == places.length) {
        places = Arrays.copyOf(places, Math.max(8, 2 * count));
      }
      places[count++] = offset;
      places[count++] = length;
      digest += hash(message, offset, length);
      return this;
    }

    /** The list. */
    public NameList build() {
      return new NameList(count == 0 ? new byte[0] : message, Arrays.copyOf(places, count), digest);
    }
  }

  @Override
  public String get(int index) {
    return new String(message, places[2 * index], places[2 * index + 1], StandardCharsets.UTF_8);
  }

  @Override
  public int size() {
    return places.length / 2;
  }

  /** The sum of a hash of each name. */
  long digest() {
    return digest;
  }

  static long hash(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return hash(bytes, 0, bytes.length);
  }

  private static long hash(byte[] bytes, int offset, int length) {
    // Not String.hashCode: names with equal ones are easily found.
    long hash = 0xcbf29ce484222325L;
    for (int i = offset; i < offset + length; i++) {
      hash = (hash ^ (bytes[i] & 0xff)) * 0x9e3779b97f4a7c15L;
    }
    return (hash ^ (hash >>> 32)) * 0xbf58476d1ce4e5b9L;
  }
}
