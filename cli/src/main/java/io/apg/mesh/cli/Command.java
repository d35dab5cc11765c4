package io.apg.mesh.cli;

import java.util.concurrent.Callable;

/** A command of meshctl: {@code call} runs it, and returns its exit code. */
interface Command extends Callable<Integer> {
  /** How it is called. */
  Syntax syntax();
}
