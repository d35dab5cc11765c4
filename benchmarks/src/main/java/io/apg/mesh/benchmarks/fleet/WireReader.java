package io.apg.mesh.benchmarks.fleet;

import java.nio.charset.StandardCharsets;

/** Walks over the fields of an encoded protobuf message. Not thread-safe. */
final class WireReader {
  private final byte[] bytes;
  private final int end;
  private int at;
  private int tag;
  private int valueAt;
  private int valueEnd;

  WireReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private WireReader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /** Goes to the next field; false = there is none. */
  boolean next() {
    if (at >= end) {
      return false;
    }
    tag = varint();
    switch (tag & 7) {
      case 0 -> {
        valueAt = at;
        varint();
      }
      case 1 -> skip(8);
      case 2 -> skip(varint());
      case 5 -> skip(4);
      default -> throw new IllegalStateException("wire type: " + (tag & 7) + " (expected: 0-2, 5)");
    }
    valueEnd = at;
    return true;
  }

  int field() {
    return tag >>> 3;
  }

  String text() {
    return new String(bytes, valueAt, valueEnd - valueAt, StandardCharsets.UTF_8);
  }

  int length() {
    return valueEnd - valueAt;
  }

  WireReader message() {
    return new WireReader(bytes, valueAt, valueEnd);
  }

  /** The first field of that number, as text; empty = there is none. */
  String text(int number) {
    while (next()) {
      if (field() == number) {
        return text();
      }
    }
    return "";
  }

  private void skip(int length) {
    valueAt = at;
    at += length;
  }

  private int varint() {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = bytes[at++];
      if (shift < 32) {
        value |= (next & 0x7f) << shift;
      }
      if (next >= 0) {
        return value;
      }
    }
  }
}
