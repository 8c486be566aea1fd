/**
 * Completions for zsh.
 *
 * @module
 */
import { COMMANDS } from "../commands.ts";
import type { OptionSpec } from "../option_spec.ts";
import { COMMON, OPTIONS } from "../options.ts";

/** The script that zsh reads: sourced, or found in its fpath. */
export function zshScript(): string {
  return `#compdef kanta
# Completions of kanta for zsh: save this as _kanta in a folder of your fpath, or
# source it after compinit.
_kanta() {
  local curcontext=$curcontext state line command=log word
  typeset -A opt_args
  local -a commands
  commands=(
${
    COMMANDS.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`)
      .join("\n")
  }
  )
  for word in \${words[2,CURRENT-1]}; do
    case $word in
      ${COMMANDS.map(({ name }) => name).join("|")}) command=$word; break ;;
      -*) ;;
      *) break ;;
    esac
  done
  if (( CURRENT == 2 )) && [[ $PREFIX != -* ]]; then
    _describe -t commands command commands
    _files
    return
  fi
  case $command in
${
    COMMANDS.map(({ name, options, values }) =>
      `    ${name}) _arguments -s \\
${
        OPTIONS.filter((option) =>
          options.includes(option.name) || COMMON.includes(option.name)
        ).flatMap(specs).map((spec) => `        ${spec} \\`).join("\n")
      }
        ${
        values === undefined
          ? "'*:file:_files'"
          : `'*:subject:(${name} ${values.join(" ")})'`
      } ;;`
    ).join("\n")
  }
  esac
}
if [[ $funcstack[1] == _kanta ]]; then
  _kanta "$@"
else
  compdef _kanta kanta
fi
`;
}

/** An option as \`_arguments\` wants it. */
function specs(option: OptionSpec): string[] {
  const { name, short, value, optional, many, text, values } = option;
  const about = `[${text.replace(/[[\]:]/g, "\\$&")}]`;
  const action = values === "file"
    ? "_files"
    : values === undefined
    ? " "
    : `(${values.join(" ")})`;
  const after = value === undefined
    ? ""
    : `:${value.replaceAll(":", "")}:${action}`;
  const star = many ? "*" : "";
  const long = optional
    ? `${star}--${name}=-${about}:${after}`
    : `${star}--${name}${value === undefined ? "" : "="}${about}${after}`;
  const found = [quoted(long)];
  if (short !== undefined) {
    found.push(
      quoted(
        `${star}-${short}${value === undefined ? "" : "+"}${about}${after}`,
      ),
    );
  }
  return found;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
