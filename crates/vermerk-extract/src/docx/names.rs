//! Names of WordprocessingML and its neighbours, resolved to what they mean whatever prefix a file gives them.

/// A namespace this reader knows; the transitional, strict and early draft forms of one are the same here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ns {
    /// WordprocessingML (`w`).
    Word,
    /// Word 2010 and later additions (`w14`).
    WordLater,
    /// Office Math (`m`).
    Math,
    /// DrawingML (`a`).
    Drawing,
    /// Placement of drawings in a text (`wp`).
    Placement,
    /// DrawingML charts (`c`, `cx`).
    Chart,
    /// SmartArt (`dgm`).
    Diagram,
    /// Vector Markup Language (`v`).
    Vml,
    /// References to relationships (`r`).
    Relation,
    /// Markup compatibility (`mc`).
    Compatibility,
    /// The relationships part itself.
    RelationshipList,
    /// `[Content_Types].xml`.
    ContentTypes,
    /// A package in one XML file (`pkg`).
    FlatPackage,
    /// Dublin Core and the core and extended properties.
    Properties,
    /// No namespace at all.
    None,
    /// Anything else.
    Other,
}

impl Ns {
    pub(super) fn of(uri: &[u8]) -> Self {
        const TRANSITIONAL: &[u8] = b"http://schemas.openxmlformats.org/";
        const STRICT: &[u8] = b"http://purl.oclc.org/ooxml/";
        let path = uri.strip_prefix(TRANSITIONAL).or_else(|| uri.strip_prefix(STRICT));
        if let Some(path) = path {
            let starts = |name: &str| path.starts_with(name.as_bytes());
            let ends = |name: &str| path.ends_with(name.as_bytes());
            return match () {
                () if starts("wordprocessingml/") && ends("main") => Self::Word,
                () if starts("officeDocument/") && ends("math") => Self::Math,
                () if starts("officeDocument/") && ends("relationships") => Self::Relation,
                () if starts("officeDocument/") && ends("extended-properties") => Self::Properties,
                () if starts("officeDocument/") && ends("extendedProperties") => Self::Properties,
                () if starts("drawingml/") && ends("wordprocessingDrawing") => Self::Placement,
                () if starts("drawingml/") && ends("chart") => Self::Chart,
                () if starts("drawingml/") && ends("diagram") => Self::Diagram,
                () if starts("drawingml/") && (ends("main") || ends("lockedCanvas")) => Self::Drawing,
                () if starts("markup-compatibility/") => Self::Compatibility,
                () if starts("package/") && ends("relationships") => Self::RelationshipList,
                () if starts("package/") && ends("content-types") => Self::ContentTypes,
                () if starts("package/") && ends("core-properties") => Self::Properties,
                () => Self::Other,
            };
        }
        match uri {
            b"" => Self::None,
            b"urn:schemas-microsoft-com:vml" => Self::Vml,
            b"http://purl.org/dc/elements/1.1/" | b"http://purl.org/dc/terms/" => Self::Properties,
            b"http://schemas.microsoft.com/office/2006/xmlPackage" => Self::FlatPackage,
            b"http://schemas.microsoft.com/office/drawing/2014/chartex" => Self::Chart,
            _ if uri.starts_with(b"http://schemas.microsoft.com/office/word/20") => Self::WordLater,
            _ => Self::Other,
        }
    }
}

/// What an element is. Elements that only wrap others, and unknown ones, are [`Tag::Other`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    Other,
    // Structure of a text
    Paragraph,
    ParagraphProps,
    Run,
    RunProps,
    Text,
    DeletedText,
    Instruction,
    Tab,
    Break,
    SoftHyphen,
    HardHyphen,
    Symbol,
    RenderedPageBreak,
    Section,
    HeaderReference,
    FooterReference,
    NotePosition(NoteKind),
    NoteRestart,
    NoteStart,
    ControlProps,
    SmartTagProps,
    Ruby,
    RubyText,
    AltChunk,
    // Tracked changes
    Inserted,
    Deleted,
    OldProps,
    // Fields
    FieldChar,
    FieldSimple,
    FieldData,
    CheckBox,
    Checked,
    Default,
    DropDown,
    DropDownResult,
    DropDownEntry,
    // Notes and comments
    NoteReference(NoteKind),
    Note(NoteKind),
    CommentReference,
    Comment,
    // Tables
    Table,
    TableProps,
    TableStyle,
    TableGrid,
    GridColumn,
    Row,
    RowProps,
    HeaderRow,
    Cell,
    CellProps,
    DeletedCell,
    // Properties of paragraphs and runs
    ParagraphStyle,
    RunStyle,
    Numbering,
    NumberId,
    Level,
    OutlineLevel,
    Hidden,
    HiddenMark,
    Colour,
    Size,
    Shading,
    Highlight,
    Fonts,
    Language,
    // Styles and numbering
    Style,
    Name,
    BasedOn,
    Defaults,
    TableStyleVariant,
    AbstractNumbering,
    NumberingInstance,
    AbstractId,
    LevelDefinition,
    LevelOverride,
    StartOverride,
    Start,
    NumberFormat,
    LevelText,
    LevelSuffix,
    LevelRestart,
    LegalNumbers,
    NumberingStyleLink,
    PictureBullet,
    // Drawings
    TextBox,
    ShapeText,
    DrawingParagraph,
    DrawingText,
    DrawingBreak,
    Description,
    Picture,
    WordArt,
    VmlShape,
    ChartReference,
    DiagramReference,
    DiagramPoint,
    ChartTitle,
    ChartSeries,
    ChartSeriesName,
    ChartCategories,
    ChartValues,
    ChartCache,
    ChartPoint,
    ChartValue,
    ChartFormula,
    // Mathematics
    Math,
    MathParagraph,
    MathType,
    MathText,
    MathNode(MathNode),
    MathProps,
    MathChar,
    MathBegin,
    MathEnd,
    MathSeparator,
    // Markup compatibility
    Alternatives,
    Choice,
    Fallback,
    // Package
    Relationship,
    ContentOverride,
    ContentDefault,
    PackagePart,
    PackageXml,
    PackageBinary,
    // Properties of the file
    Title,
    Subject,
    Creator,
    FileLanguage,
    Application,
}

/// Footnote or endnote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NoteKind {
    Footnote,
    Endnote,
}

/// Structures of a formula and their arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MathNode {
    Fraction,
    Power,
    Index,
    IndexPower,
    PreIndexPower,
    Radical,
    Nary,
    Delimiter,
    Matrix,
    MatrixRow,
    EquationArray,
    Accent,
    Function,
    LimitBelow,
    LimitAbove,
    Group,
    /// `m:e`.
    Base,
    Numerator,
    Denominator,
    Sub,
    Sup,
    Degree,
    FunctionName,
    Limit,
}

impl Tag {
    pub(super) fn of(ns: Ns, local: &[u8]) -> Self {
        match ns {
            Ns::Word => Self::of_word(local),
            Ns::Math => Self::of_math(local),
            Ns::Drawing | Ns::Placement | Ns::Chart | Ns::Diagram | Ns::Vml => Self::of_drawing(ns, local),
            Ns::Compatibility => match local {
                b"AlternateContent" => Self::Alternatives,
                b"Choice" => Self::Choice,
                b"Fallback" => Self::Fallback,
                _ => Self::Other,
            },
            Ns::RelationshipList if local == b"Relationship" => Self::Relationship,
            Ns::ContentTypes => match local {
                b"Override" => Self::ContentOverride,
                b"Default" => Self::ContentDefault,
                _ => Self::Other,
            },
            Ns::FlatPackage => match local {
                b"part" => Self::PackagePart,
                b"xmlData" => Self::PackageXml,
                b"binaryData" => Self::PackageBinary,
                _ => Self::Other,
            },
            Ns::Properties => match local {
                b"title" => Self::Title,
                b"subject" => Self::Subject,
                b"creator" => Self::Creator,
                b"language" => Self::FileLanguage,
                b"Application" => Self::Application,
                _ => Self::Other,
            },
            // Strict files write it in a namespace of Word's own.
            Ns::WordLater if local == b"txbxContent" => Self::TextBox,
            Ns::WordLater | Ns::Relation | Ns::RelationshipList | Ns::None | Ns::Other => Self::Other,
        }
    }

    fn of_word(local: &[u8]) -> Self {
        match local {
            b"p" => Self::Paragraph,
            b"pPr" => Self::ParagraphProps,
            b"r" => Self::Run,
            b"rPr" => Self::RunProps,
            b"t" => Self::Text,
            b"delText" => Self::DeletedText,
            b"instrText" | b"delInstrText" => Self::Instruction,
            b"tab" | b"ptab" => Self::Tab,
            b"br" | b"cr" => Self::Break,
            b"softHyphen" => Self::SoftHyphen,
            b"noBreakHyphen" => Self::HardHyphen,
            b"sym" => Self::Symbol,
            b"lastRenderedPageBreak" => Self::RenderedPageBreak,
            b"sectPr" => Self::Section,
            b"headerReference" => Self::HeaderReference,
            b"footerReference" => Self::FooterReference,
            b"footnotePr" => Self::NotePosition(NoteKind::Footnote),
            b"endnotePr" => Self::NotePosition(NoteKind::Endnote),
            b"numRestart" => Self::NoteRestart,
            b"numStart" => Self::NoteStart,
            b"sdtPr" | b"sdtEndPr" => Self::ControlProps,
            b"smartTagPr" | b"customXmlPr" => Self::SmartTagProps,
            b"ruby" => Self::Ruby,
            b"rt" => Self::RubyText,
            b"altChunk" => Self::AltChunk,
            b"ins" | b"moveTo" => Self::Inserted,
            b"del" | b"moveFrom" => Self::Deleted,
            b"pPrChange" | b"rPrChange" | b"sectPrChange" | b"tblPrChange" | b"trPrChange" | b"tcPrChange"
            | b"tblGridChange" | b"tblPrExChange" | b"numberingChange" => Self::OldProps,
            b"fldChar" => Self::FieldChar,
            b"fldSimple" => Self::FieldSimple,
            b"ffData" => Self::FieldData,
            b"checkBox" => Self::CheckBox,
            b"checked" => Self::Checked,
            b"default" => Self::Default,
            b"ddList" => Self::DropDown,
            b"result" => Self::DropDownResult,
            b"listEntry" => Self::DropDownEntry,
            b"footnoteReference" => Self::NoteReference(NoteKind::Footnote),
            b"endnoteReference" => Self::NoteReference(NoteKind::Endnote),
            b"footnote" => Self::Note(NoteKind::Footnote),
            b"endnote" => Self::Note(NoteKind::Endnote),
            b"commentReference" => Self::CommentReference,
            b"comment" => Self::Comment,
            b"tbl" => Self::Table,
            b"tblPr" => Self::TableProps,
            b"tblStyle" => Self::TableStyle,
            b"tblGrid" => Self::TableGrid,
            b"gridCol" => Self::GridColumn,
            b"tr" => Self::Row,
            b"trPr" => Self::RowProps,
            b"tblHeader" => Self::HeaderRow,
            b"tc" => Self::Cell,
            b"tcPr" => Self::CellProps,
            b"cellDel" => Self::DeletedCell,
            b"pStyle" => Self::ParagraphStyle,
            b"rStyle" => Self::RunStyle,
            b"numPr" => Self::Numbering,
            b"numId" => Self::NumberId,
            b"ilvl" => Self::Level,
            b"outlineLvl" => Self::OutlineLevel,
            b"vanish" => Self::Hidden,
            b"specVanish" => Self::HiddenMark,
            b"color" => Self::Colour,
            b"sz" => Self::Size,
            b"shd" => Self::Shading,
            b"highlight" => Self::Highlight,
            b"rFonts" => Self::Fonts,
            b"lang" => Self::Language,
            b"style" => Self::Style,
            b"name" => Self::Name,
            b"basedOn" => Self::BasedOn,
            b"docDefaults" => Self::Defaults,
            b"tblStylePr" => Self::TableStyleVariant,
            b"abstractNum" => Self::AbstractNumbering,
            b"num" => Self::NumberingInstance,
            b"abstractNumId" => Self::AbstractId,
            b"lvl" => Self::LevelDefinition,
            b"lvlOverride" => Self::LevelOverride,
            b"startOverride" => Self::StartOverride,
            b"start" => Self::Start,
            b"numFmt" => Self::NumberFormat,
            b"lvlText" => Self::LevelText,
            b"suff" => Self::LevelSuffix,
            b"lvlRestart" => Self::LevelRestart,
            b"isLgl" => Self::LegalNumbers,
            b"numStyleLink" => Self::NumberingStyleLink,
            b"lvlPicBulletId" => Self::PictureBullet,
            b"txbxContent" => Self::TextBox,
            _ => Self::Other,
        }
    }

    fn of_drawing(ns: Ns, local: &[u8]) -> Self {
        match (ns, local) {
            (Ns::Drawing, b"txBody") | (Ns::Diagram, b"t") => Self::ShapeText,
            (Ns::Drawing, b"p") => Self::DrawingParagraph,
            (Ns::Drawing, b"t") => Self::DrawingText,
            (Ns::Drawing, b"br") => Self::DrawingBreak,
            (Ns::Placement, b"docPr") => Self::Description,
            (Ns::Drawing, b"blip") | (Ns::Vml, b"imagedata") => Self::Picture,
            (Ns::Vml, b"textpath") => Self::WordArt,
            (Ns::Vml, b"shape" | b"rect" | b"roundrect" | b"oval" | b"group" | b"line") => Self::VmlShape,
            (Ns::Diagram, b"relIds") => Self::DiagramReference,
            (Ns::Diagram, b"pt") => Self::DiagramPoint,
            (Ns::Chart, b"chart") => Self::ChartReference,
            (Ns::Chart, b"title") => Self::ChartTitle,
            (Ns::Chart, b"ser") => Self::ChartSeries,
            (Ns::Chart, b"tx") => Self::ChartSeriesName,
            (Ns::Chart, b"cat" | b"xVal") => Self::ChartCategories,
            (Ns::Chart, b"val" | b"yVal") => Self::ChartValues,
            (Ns::Chart, b"strCache" | b"numCache" | b"strLit" | b"numLit" | b"lvl") => Self::ChartCache,
            (Ns::Chart, b"pt") => Self::ChartPoint,
            (Ns::Chart, b"v") => Self::ChartValue,
            (Ns::Chart, b"f") => Self::ChartFormula,
            _ => Self::Other,
        }
    }

    fn of_math(local: &[u8]) -> Self {
        let node = match local {
            b"f" => MathNode::Fraction,
            b"sSup" => MathNode::Power,
            b"sSub" => MathNode::Index,
            b"sSubSup" => MathNode::IndexPower,
            b"sPre" => MathNode::PreIndexPower,
            b"rad" => MathNode::Radical,
            b"nary" => MathNode::Nary,
            b"d" => MathNode::Delimiter,
            b"m" => MathNode::Matrix,
            b"mr" => MathNode::MatrixRow,
            b"eqArr" => MathNode::EquationArray,
            b"acc" | b"bar" | b"groupChr" => MathNode::Accent,
            b"func" => MathNode::Function,
            b"limLow" => MathNode::LimitBelow,
            b"limUpp" => MathNode::LimitAbove,
            b"box" | b"borderBox" | b"phant" => MathNode::Group,
            b"e" => MathNode::Base,
            b"num" => MathNode::Numerator,
            b"den" => MathNode::Denominator,
            b"sub" => MathNode::Sub,
            b"sup" => MathNode::Sup,
            b"deg" => MathNode::Degree,
            b"fName" => MathNode::FunctionName,
            b"lim" => MathNode::Limit,
            b"oMath" => return Self::Math,
            b"oMathPara" => return Self::MathParagraph,
            b"type" => return Self::MathType,
            b"t" => return Self::MathText,
            b"chr" => return Self::MathChar,
            b"begChr" => return Self::MathBegin,
            b"endChr" => return Self::MathEnd,
            b"sepChr" => return Self::MathSeparator,
            _ if local.ends_with(b"Pr") => return Self::MathProps,
            _ => return Self::Other,
        };
        Self::MathNode(node)
    }
}
