using System.Globalization;

namespace FedPrune.Bench;

/// <summary>The command is used wrongly; the message says how it is used.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>Options of the form <c>--name value</c> and the flag <c>--json</c>.</summary>
internal sealed class Options
{
    private static readonly string[] Trainable = ["mlp", "lenet5", "cnn14", "cnn", "vgg11", "resnet18"];

    private readonly Dictionary<string, string> _given = [];

    /// <summary>Reads the arguments after the verb.</summary>
    /// <param name="arguments">As given.</param>
    /// <param name="known">The names that take a value.</param>
    /// <exception cref="UsageException">An argument is none of these.</exception>
    public Options(ReadOnlySpan<string> arguments, params ReadOnlySpan<string> known)
    {
        while (!arguments.IsEmpty)
        {
            var taken = 1;
            if (arguments[0] == "--json")
                Json = true;
            else if (known.Contains(arguments[0]) && arguments.Length > 1)
                (_given[arguments[0]], taken) = (arguments[1], 2);
            else
                throw new UsageException($"{arguments[0]} is not an option, or lacks its value: there are --json, {string.Join(", ", known!)}");
            arguments = arguments[taken..];
        }
    }

    /// <summary>Whether machines read the output.</summary>
    public bool Json { get; }

    public string Text(string name, string otherwise) => _given.GetValueOrDefault(name, otherwise);

    /// <summary>Shares from 0 to below 1, separated by commas.</summary>
    public double[] Shares(string name, string otherwise) => [.. Text(name, otherwise).Split(',').Select(text =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is >= 0 and < 1
            ? share
            : throw new UsageException($"{name}: a share lies in [0, 1), not {text}"))];

    /// <summary>Networks for images that the sparse engine trains, by name, separated by commas.</summary>
    public string[] Networks(string otherwise) => [.. Text("--networks", otherwise).Split(',').Select(name =>
        Trainable.Contains(name)
            ? name
            : throw new UsageException($"--networks: there are {string.Join(", ", Trainable)}, and no {name}"))];

    /// <summary>A number above 0.</summary>
    public double Positive(string name, double otherwise)
    {
        if (!_given.TryGetValue(name, out var text))
            return otherwise;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= float.MaxValue
            ? number
            : throw new UsageException($"{name} is a number above 0, not {text}");
    }

    /// <summary>A number from 1 on.</summary>
    public int Count(string name, int otherwise)
    {
        if (!_given.TryGetValue(name, out var text))
            return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new UsageException($"{name} is a number from 1 on, not {text}");
    }
}
