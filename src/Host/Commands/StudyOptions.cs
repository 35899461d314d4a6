using System.CommandLine;
using FedPrune.Host.Studies;

namespace FedPrune.Host.Commands;

/// <summary>The options that <c>compare</c>, <c>sweep</c> and <c>reproduce</c> share.</summary>
internal sealed class StudyOptions
{
    private readonly Option<string?> _output = new("--out") { Description = "folder for tables and the page; default below runs/", HelpName = "folder" };

    private readonly Option<string> _cache = new("--cache")
    {
        Description = "folder of the runs, each under its content address; finished ones are reused",
        HelpName = "folder",
        DefaultValueFactory = _ => RunCache.DefaultRoot,
    };

    private readonly Option<int> _atOnce = new("--at-once")
    {
        Description = "runs that train at the same time, a core each",
        HelpName = "N",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    private readonly Option<bool> _json = new("--json") { Description = "one JSON object a line: each run, then each row of the tables" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_output);
        command.Add(_cache);
        command.Add(_atOnce);
        command.Add(_json);
    }

    /// <summary>What the user chose.</summary>
    /// <exception cref="UserException">A value is not allowed.</exception>
    public SessionOptions Of(ParseResult parsed)
    {
        var atOnce = parsed.GetValue(_atOnce);
        return atOnce is >= 1 and <= 1024
            ? new SessionOptions(parsed.GetValue(_output), parsed.GetValue(_cache)!, atOnce, parsed.GetValue(_json))
            : throw UserException.Usage($"--at-once {atOnce}: allowed is a whole number from 1 to 1024");
    }

    /// <summary>The command that the user gave, to be given again; what does not change the result is left out.</summary>
    public static string Command(ParseResult parsed)
    {
        var words = new List<string>();
        for (int i = 0; i < parsed.Tokens.Count; i++)
        {
            var word = parsed.Tokens[i].Value;
            if (word is "--out" or "--cache" or "--at-once")
                i++; // and its value
            else if (word != "--json")
                words.Add(Quoted(word));
        }
        return "./fedprune " + string.Join(' ', words);
    }

    private static string Quoted(string word) =>
        word.Any(c => char.IsWhiteSpace(c) || c is '\'' or '"' or '$' or '*') ? $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'" : word;
}
