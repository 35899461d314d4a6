namespace Akka.Configuration.Hocon;

/// <summary>Recursive descent over one text: objects, keys, values, arrays.</summary>
/// <remarks>
/// As lenient as the official parser: brackets that nothing opened are skipped, a missing closing one is taken as read, a comma is
/// welcome only behind a value that was assigned.
/// </remarks>
internal sealed class HoconReader(string text, Func<string, HoconRoot> includeCallback)
{
    private readonly HoconScanner _scanner = new(text);

    internal List<HoconSubstitution> Substitutions { get; } = [];

    internal HoconObject ReadRoot()
    {
        var root = new HoconObject();
        ReadFields(root);
        return root;
    }

    private void ReadFields(HoconObject owner)
    {
        while (_scanner.SkipToToken())
        {
            if (_scanner.TakeIf('}')) return;
            if (_scanner.TakeIncludedName() is { } name) owner.Merge(Included(name));
            else if (_scanner.TakeKey() is { } key) ReadField(owner.GetOrCreateKey(key));
            else _scanner.SkipStructure();
        }
    }

    /// <summary>What follows a key: a dot and the rest of the path, an assignment, or an object.</summary>
    private void ReadField(HoconValue value)
    {
        while (_scanner.SkipToToken())
        {
            if (_scanner.TakeIf('.'))
            {
                ReadRestOfPath(ObjectOf(value));
                return;
            }

            if (_scanner.TakeAssignment())
            {
                if (!value.IsObject()) value.Clear();
                ReadValue(value);
                return;
            }

            if (_scanner.TakeIf('{'))
            {
                ReadFields(ObjectOf(value));
                return;
            }

            if (_scanner.TakeKey() is null) _scanner.SkipStructure();
        }
    }

    private void ReadRestOfPath(HoconObject owner)
    {
        while (_scanner.SkipToToken())
        {
            if (_scanner.TakeKey() is { } key)
            {
                ReadField(owner.GetOrCreateKey(key));
                return;
            }

            _scanner.SkipStructure();
        }
    }

    /// <summary>Elements up to the end of the line, a comma, a comment or a closing bracket; takes the comma.</summary>
    private void ReadValue(HoconValue value)
    {
        _scanner.SkipToToken();
        while (ReadElement(value))
        {
            if (_scanner.TakeSpaces() is { Length: > 0 } spaces && _scanner.IsElement)
                value.AppendValue(new HoconLiteral { Value = spaces });
        }

        _scanner.TakeIf(',');
    }

    private bool ReadElement(HoconValue value)
    {
        if (_scanner.TakeIf('{'))
        {
            ReadFields(ObjectOf(value));
        }
        else if (_scanner.TakeIf('['))
        {
            value.AppendValue(ReadArray());
        }
        else if (_scanner.TakeSubstitution() is { } path)
        {
            var substitution = new HoconSubstitution(path);
            Substitutions.Add(substitution);
            value.AppendValue(substitution);
        }
        else if (_scanner.TakeText() is { } literal)
        {
            if (value.IsObject()) value.Clear();
            value.AppendValue(new HoconLiteral { Value = literal == "null" ? null : literal });
        }
        else
        {
            return false;
        }

        return true;
    }

    private HoconArray ReadArray()
    {
        var array = new HoconArray();
        while (!_scanner.AtEnd && !_scanner.TakeIf(']'))
        {
            var start = _scanner.Position;
            var item = new HoconValue();
            ReadValue(item);
            array.Add(item);
            _scanner.SkipToToken();
            if (_scanner.Position == start) throw _scanner.UnknownToken();
        }

        return array;
    }

    private HoconObject Included(string name)
    {
        if (includeCallback is null) throw new ConfigurationException($"The text includes {name}, but was read without a way to find it.");
        var included = includeCallback(name);
        Substitutions.AddRange(included.Substitutions);
        return included.Value.GetObject() ?? throw new ConfigurationException($"The included {name} is no object.");
    }

    private static HoconObject ObjectOf(HoconValue value)
    {
        if (value.GetObject() is { } existing) return existing;
        var created = new HoconObject();
        value.NewValue(created);
        return created;
    }
}
