/**
 * The JSON form of the API's messages, driven by their descriptors: strict, snake_case, integers as
 * numbers, and every fault of a document reported at once with its JSON pointer.
 */
@NullMarked
package io.apg.mesh.controlplane.http.json;

import org.jspecify.annotations.NullMarked;
