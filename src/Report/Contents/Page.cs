using System.Collections.Immutable;

namespace FedPrune.Report;

/// <summary>All that a page shows.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Lead">What it is, in a sentence or two.</param>
/// <param name="Command">The command that makes it again.</param>
/// <param name="Sections">Its sections, in order.</param>
public sealed record Page(string Title, string Lead, string Command, ImmutableArray<Section> Sections);

/// <summary>A part of a page with a title of its own.</summary>
/// <param name="Id">What links to it use: letters, digits and hyphens, unique in the page.</param>
/// <param name="Title">Its title.</param>
/// <param name="Lead">A sentence or two; empty for none.</param>
/// <param name="Blocks">What it shows, in order.</param>
public sealed record Section(string Id, string Title, string Lead, ImmutableArray<Block> Blocks);

/// <summary>Something that a section shows.</summary>
public abstract record Block;

/// <summary>Blocks side by side where there is room.</summary>
public sealed record Row(ImmutableArray<Block> Blocks) : Block;

/// <summary>A table of text.</summary>
/// <param name="Header">Its columns.</param>
/// <param name="Lines">Its rows.</param>
/// <param name="Notes">What is to be known of it, a sentence each.</param>
/// <param name="File">A file with the same numbers beside the page; null for none.</param>
public sealed record TableBlock(
    ImmutableArray<string> Header, ImmutableArray<TableLine> Lines, ImmutableArray<string> Notes, string? File = null) : Block;

/// <summary>A row of a table.</summary>
/// <param name="Group">Rows of one group follow each other under one heading; empty for no heading.</param>
/// <param name="Cells">As many as the table has columns.</param>
/// <param name="Strong">Whether it stands out.</param>
public sealed record TableLine(string Group, ImmutableArray<string> Cells, bool Strong = false);

/// <summary>Text as it stands, e.g. a configuration, folded away.</summary>
public sealed record FoldedText(string Title, string Text) : Block;
