/** The newest state of a store, and the steps that lead to it, for those who follow it. */
@NullMarked
package io.apg.mesh.registry.feed;

import org.jspecify.annotations.NullMarked;
