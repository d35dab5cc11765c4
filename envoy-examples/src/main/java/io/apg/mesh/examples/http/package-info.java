/** Plain HTTP/1.1 for tests: a backend that tells who it is, and a client that hides nothing. */
@NullMarked
package io.apg.mesh.examples.http;

import org.jspecify.annotations.NullMarked;
