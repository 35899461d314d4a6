using Akka.Configuration;
using FedPrune.Host.Configuration;

namespace FedPrune.Host.Studies;

/// <summary>The studies that ship beside the program, and those of users.</summary>
internal static class StudyFiles
{
    private const string Defaults = "defaults";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "hocon", "studies");

    /// <summary>Every study that ships, tables in the order of their numbers.</summary>
    public static IReadOnlyList<string> Names() =>
    [
        .. Directory.EnumerateFiles(Folder, "*.conf").Select(path => Path.GetFileNameWithoutExtension(path)!)
            .Where(name => name != Defaults)
            .Order(ByNumber),
    ];

    /// <summary>The order of tables: t2 before t10, and what has no number last.</summary>
    public static IComparer<string> ByNumber { get; } = Comparer<string>.Create((one, other) =>
        (Number(one), one) is var a && (Number(other), other) is var b && a.Item1 != b.Item1
            ? a.Item1.CompareTo(b.Item1)
            : string.CompareOrdinal(a.one, b.other));

    /// <summary>Every key of a study with its default.</summary>
    public static Config Reference() => HoconFiles.ReadFile(Path.Combine(Folder, Defaults + ".conf"));

    /// <summary>Finds studies: by name, all of a table by its number (<c>t5</c>), or a file by its path.</summary>
    /// <exception cref="UserException">There is no such study.</exception>
    public static IReadOnlyList<string> Find(string wanted)
    {
        if (File.Exists(wanted))
            return [wanted];
        var lower = wanted.ToLowerInvariant();
        string[] found = [.. Names().Where(name => name == lower || name.StartsWith(lower + "-", StringComparison.Ordinal))];
        return found.Length > 0
            ? found
            : throw UserException.Usage($"no table '{wanted}': name a file, or some of {string.Join(", ", Names())}; t5 stands for all that begin with t5-");
    }

    /// <summary>Reads what <see cref="Find"/> found.</summary>
    public static Config Read(string nameOrPath) =>
        HoconFiles.ReadFile(File.Exists(nameOrPath) ? nameOrPath : Path.Combine(Folder, nameOrPath + ".conf"));

    private static int Number(string name)
    {
        var digits = string.Concat(name.Skip(1).TakeWhile(char.IsAsciiDigit));
        return name.StartsWith('t') && digits.Length > 0 ? int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture) : int.MaxValue;
    }
}
