namespace FedPrune.Model.Data;

/// <summary>Where data sets may be.</summary>
public sealed record DataPlaces
{
    /// <summary>The folder the user named (<c>fedprune.data.path</c>): if given, no other place is looked at.</summary>
    public string? UserFolder { get; init; }

    /// <summary>The user's cache; each set has a folder of its name in it.</summary>
    public required string Cache { get; init; }

    /// <summary>Where Debian's packages put data sets, in folders of the sets' names.</summary>
    public string SystemFolder { get; init; } = "/usr/share/datasets";

    /// <summary>Where to download from instead of a set's own address; ends in a slash.</summary>
    public Uri? Mirror { get; init; }

    /// <summary>
    /// The places of the user who runs this: the cache is <c>fedprune</c> in <c>XDG_CACHE_HOME</c>, or in <c>.cache</c> of the home
    /// folder where that is not set or, against the XDG base directory specification, not absolute.
    /// </summary>
    public static DataPlaces OfUser(string? userFolder = null)
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { } xdg && Path.IsPathFullyQualified(xdg)
            ? xdg
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return new DataPlaces { UserFolder = userFolder, Cache = Path.Combine(cache, "fedprune") };
    }
}
