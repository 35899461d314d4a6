using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace Akka.Remote.Serialization;

/// <summary>Messages on their way along a selection.</summary>
public class MessageContainerSerializer(ExtendedActorSystem system) : Serializer(system)
{
    private const byte Parent = 0;
    private const byte Name = 1;
    private const byte Pattern = 2;
    private const byte Recursive = 3;

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj)
    {
        if (obj is not ActorSelectionMessage selection) throw new ArgumentException($"Cannot serialize object of type [{obj?.GetType()}]", nameof(obj));
        var writer = new WireWriter().Flag(selection.WildCardFanOut).Int(selection.Elements.Length);
        foreach (var element in selection.Elements)
        {
            _ = element switch
            {
                SelectChildName child => writer.Byte(Name).Text(child.Name),
                SelectChildPattern pattern => writer.Byte(Pattern).Text(pattern.PatternStr),
                SelectParent => writer.Byte(Parent),
                SelectChildRecursive => writer.Byte(Recursive),
                _ => throw new ArgumentException($"Unknown step of a selection [{element}]", nameof(obj)),
            };
        }

        return writer.Nested(system, selection.Message).ToArray();
    }

    public override object FromBinary(byte[] bytes, Type type)
    {
        var reader = new WireReader(bytes);
        var wild = reader.Flag();
        var elements = new SelectionPathElement[reader.Count(leastBytesEach: 1)];
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i] = reader.Byte() switch
            {
                Parent => SelectParent.Instance,
                Name => new SelectChildName(reader.Text()),
                Pattern => new SelectChildPattern(reader.Text()),
                Recursive => SelectChildRecursive.Instance,
                var unknown => throw new SerializationException($"Unknown step {unknown} of a selection"),
            };
        }

        return new ActorSelectionMessage(reader.Nested(system), elements, wild);
    }
}
