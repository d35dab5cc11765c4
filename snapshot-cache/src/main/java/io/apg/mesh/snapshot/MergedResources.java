package io.apg.mesh.snapshot;

import static java.util.Objects.requireNonNull;

import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One or two layers of resources in name order, as one; the first wins. Copies nothing. */
public final class MergedResources extends AbstractCollection<Resource> {
  private final List<Collection<Resource>> layers;
  private final UnaryOperator<Resource> form;
  private final int size;

  /**
   * Merges layers, each of them in name order.
   *
   * @param form what each resource is shown as
   * @param size how many there are, one of each name
   */
  public MergedResources(
      List<Collection<Resource>> layers, UnaryOperator<Resource> form, int size) {
    this.layers = layers;
    this.form = form;
    this.size = size;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Iterator<Resource> iterator() {
    return new Merge(new Head(layer(0)), new Head(layer(1)), form);
  }

  private Iterator<Resource> layer(int index) {
    return (index < layers.size() ? layers.get(index) : List.<Resource>of()).iterator();
  }

  /** An iterator that can be looked into. */
  private static final class Head {
    private final Iterator<Resource> rest;
    private @Nullable Resource next;

    Head(Iterator<Resource> rest) {
      this.rest = rest;
      step();
    }

    void step() {
      next = rest.hasNext() ? rest.next() : null;
    }
  }

  private record Merge(Head first, Head second, UnaryOperator<Resource> form)
      implements Iterator<Resource> {
    @Override
    public boolean hasNext() {
      return first.next != null || second.next != null;
    }

    @Override
    public Resource next() {
      Resource own = first.next;
      Resource common = second.next;
      if (own == null && common == null) {
        throw new NoSuchElementException();
      }
      int order = own == null ? 1 : common == null ? -1 : own.name().compareTo(common.name());
      if (order <= 0) {
        first.step();
      }
      if (order >= 0) {
        second.step();
      }
      return form.apply(order <= 0 && own != null ? own : requireNonNull(common));
    }
  }
}
