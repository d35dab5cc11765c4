package io.apg.mesh.cli;

import java.util.List;
import picocli.AutoComplete;

/** {@code meshctl completion}: what a shell needs to complete words of meshctl. */
final class CompletionCommand implements Command {
  /**
   * Names come from the control plane, within a second, or not at all. Everything else is what
   * picocli makes of the commands.
   */
  private static final String LIVE =
      """

      # Names of objects, asked of the control plane.
      function _meshctl_live() {
        local cur=${COMP_WORDS[COMP_CWORD]} words=() word
        for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
          [[ $word == -* ]] || words+=("$word")
        done
        case ${words[0]} in
          get|describe|delete)
            if [[ ${#words[@]} -ge 2 && $cur != -* ]]; then
              COMPREPLY=($(compgen -W "$(meshctl get "${words[1]}" -o name --timeout 1s 2>/dev/null | sed 's|^[^/]*/||')" -- "$cur"))
              return
            elif [[ ${#words[@]} -eq 1 && $cur != -* ]]; then
              COMPREPLY=($(compgen -W "service endpoint route load_balancer proxy revision event finding" -- "$cur"))
              return
            fi ;;
          proxy-config|bootstrap)
            if [[ ${#words[@]} -eq 1 && $cur != -* ]]; then
              COMPREPLY=($(compgen -W "$(meshctl get proxies -o name --timeout 1s 2>/dev/null | sed 's|^[^/]*/||')" -- "$cur"))
              return
            fi ;;
        esac
        _complete_meshctl
      }
      complete -F _meshctl_live -o default meshctl meshctl.sh meshctl.bash
      """;

  private final Shell shell;

  private final Argument<Kind> kind = Argument.parameter(Kind.class, "0", "SHELL", "bash or zsh.");

  /** A shell; zsh takes the script of bash. */
  enum Kind {
    bash,
    zsh
  }

  CompletionCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Syntax syntax() {
    return new Syntax(
            "Prints a script that makes bash or zsh complete words of meshctl.",
            List.of(
                "source <(meshctl completion bash)",
                "source <(meshctl completion zsh)",
                "meshctl completion bash > /etc/bash_completion.d/meshctl"))
        .takes(kind);
  }

  @Override
  public Integer call() {
    shell.out().println("# To use it: source <(meshctl completion " + kind.value() + ")");
    shell.out().print(AutoComplete.bash("meshctl", Commands.all(shell)));
    shell.out().print(LIVE);
    return 0;
  }
}
