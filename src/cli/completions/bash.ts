/**
 * Completions for bash.
 *
 * @module
 */
import { COMMANDS } from "../commands.ts";
import type { OptionSpec } from "../option_spec.ts";
import { COMMON, OPTIONS } from "../options.ts";

/** The script that bash reads. */
export function bashScript(): string {
  const names = COMMANDS.map(({ name }) => name).join(" ");
  return `# Completions of kanta for bash: source this, or save it as
# ~/.local/share/bash-completion/completions/kanta
_kanta() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  local command= i options= values=
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      ${COMMANDS.map(({ name }) => name).join("|")})
        command=\${COMP_WORDS[i]}; break ;;
      -*) ;;
      *) command=log; break ;;
    esac
  done
  COMPREPLY=()
  case $before in
${valueCases()}
  esac
  case \${command:-log} in
${
    COMMANDS.map(({ name, options, values }) =>
      `    ${name}) options="${flags([...options, ...COMMON])}"; values="${
        values?.join(" ") ?? ""
      }" ;;`
    ).join("\n")
  }
  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$word"))
  elif [[ -z $command && $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W "${names}" -- "$word") $(compgen -f -- "$word"))
  elif [[ -n $values ]]; then
    COMPREPLY=($(compgen -W "$values" -- "$word"))
  else
    COMPREPLY=($(compgen -f -- "$word"))
  fi
}
complete -o filenames -o bashdefault -F _kanta kanta
`;
}

/** The words that may follow an option that has a value. */
function valueCases(): string {
  const valued = OPTIONS.filter(({ value, optional }) =>
    value !== undefined && optional !== true
  );
  return valued.map((option) => {
    const { values } = option;
    const reply = values === "file"
      ? 'COMPREPLY=($(compgen -f -- "$word"))'
      : values === undefined
      ? ""
      : `COMPREPLY=($(compgen -W "${values.join(" ")}" -- "$word"))`;
    return `    ${spellings(option).join("|")}) ${
      reply === "" ? "" : `${reply}; `
    }return ;;`;
  }).join("\n");
}

function flags(names: readonly string[]): string {
  return OPTIONS.filter(({ name }) => names.includes(name))
    .flatMap(spellings).join(" ");
}

/** The ways to write an option. */
export function spellings({ name, short }: OptionSpec): string[] {
  return short === undefined ? [`--${name}`] : [`-${short}`, `--${name}`];
}
