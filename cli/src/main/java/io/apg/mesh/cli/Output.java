package io.apg.mesh.cli;

/** The forms a command prints its result in ({@code -o}). */
enum Output {
  table,
  json
}
