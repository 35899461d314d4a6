namespace Akka.Configuration.Hocon;

/// <summary>Points substitutions at the values they name.</summary>
internal static class Resolution
{
    internal static void Resolve(HoconValue root, IReadOnlyCollection<HoconSubstitution> substitutions)
    {
        var config = root.ToConfig();
        foreach (var substitution in substitutions.Where(static one => one.ResolvedValue is null && !IsOptional(one)))
        {
            substitution.ResolvedValue = config.GetValue(substitution.Path)
                ?? throw new FormatException($"Unresolved substitution: {substitution.Path}");
            if (Reaches(substitution.ResolvedValue, substitution, []))
                throw new ConfigurationException($"The substitution ${{{substitution.Path}}} is part of the value it stands for.");
        }
    }

    /// <summary><c>${?path}</c> is read and never resolved: it stands for nothing, even where the path exists.</summary>
    private static bool IsOptional(HoconSubstitution substitution) => substitution.Path.StartsWith('?');

    private static bool Reaches(HoconValue from, HoconSubstitution target, HashSet<HoconValue> seen)
    {
        if (!seen.Add(from)) return false;
        foreach (var element in from.Values)
        {
            var found = element switch
            {
                HoconSubstitution other => other == target || (other.ResolvedValue is { } next && Reaches(next, target, seen)),
                HoconObject fields => fields.Items.Values.Any(value => Reaches(value, target, seen)),
                HoconArray items => items.Exists(value => Reaches(value, target, seen)),
                _ => false,
            };
            if (found) return true;
        }

        return false;
    }
}
