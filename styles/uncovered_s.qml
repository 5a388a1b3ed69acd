<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis labelsEnabled="0" styleCategories="Symbology|Labeling" version="3.22.0">
 <renderer-v2 enableorderby="0" forceraster="0" referencescale="-1" symbollevels="0" type="singleSymbol">
  <symbols>
   <symbol name="0" alpha="1" clip_to_extent="1" force_rhr="0" type="fill">
    <layer class="PointPatternFill" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="displacement_x_unit" type="QString" value="MM"/>
      <Option name="displacement_y_unit" type="QString" value="MM"/>
      <Option name="distance_x" type="QString" value="2.4"/>
      <Option name="distance_x_unit" type="QString" value="MM"/>
      <Option name="distance_y" type="QString" value="80"/>
      <Option name="distance_y_unit" type="QString" value="MM"/>
      <Option name="offset_x_unit" type="QString" value="MM"/>
      <Option name="offset_y_unit" type="QString" value="MM"/>
      <Option name="outline_width_unit" type="QString" value="MM"/>
      <Option name="coordinate_reference" type="QString" value="viewport"/>
     </Option>
     <symbol name="@0@0" alpha="1" clip_to_extent="1" force_rhr="0" type="marker">
      <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
       <Option type="Map">
        <Option name="cap_style" type="QString" value="flat"/>
        <Option name="color" type="QString" value="179,179,179,255"/>
        <Option name="horizontal_anchor_point" type="QString" value="1"/>
        <Option name="joinstyle" type="QString" value="bevel"/>
        <Option name="name" type="QString" value="line"/>
        <Option name="offset_unit" type="QString" value="MM"/>
        <Option name="outline_color" type="QString" value="179,179,179,255"/>
        <Option name="outline_style" type="QString" value="solid"/>
        <Option name="outline_width" type="QString" value="0.2"/>
        <Option name="outline_width_unit" type="QString" value="MM"/>
        <Option name="scale_method" type="QString" value="diameter"/>
        <Option name="size" type="QString" value="80.2"/>
        <Option name="size_unit" type="QString" value="MM"/>
        <Option name="vertical_anchor_point" type="QString" value="1"/>
       </Option>
       <data_defined_properties>
        <Option type="Map">
         <Option name="name" type="QString" value=""/>
         <Option name="properties" type="Map">
          <Option name="outlineWidth" type="Map">
           <Option name="active" type="bool" value="true"/>
           <Option name="type" type="int" value="1"/>
           <Option name="val" type="QString" value="0.2"/>
          </Option>
         </Option>
         <Option name="type" type="QString" value="collection"/>
        </Option>
       </data_defined_properties>
      </layer>
     </symbol>
    </layer>
    <layer class="SimpleLine" enabled="1" locked="0" pass="0">
     <Option type="Map">
      <Option name="capstyle" type="QString" value="square"/>
      <Option name="customdash" type="QString" value="5;2"/>
      <Option name="customdash_unit" type="QString" value="MM"/>
      <Option name="dash_pattern_offset_unit" type="QString" value="MM"/>
      <Option name="joinstyle" type="QString" value="round"/>
      <Option name="line_color" type="QString" value="179,179,179,255"/>
      <Option name="line_style" type="QString" value="solid"/>
      <Option name="line_width" type="QString" value="0.2"/>
      <Option name="line_width_unit" type="QString" value="MM"/>
      <Option name="offset_unit" type="QString" value="MM"/>
      <Option name="trim_distance_end_unit" type="QString" value="MM"/>
      <Option name="trim_distance_start_unit" type="QString" value="MM"/>
     </Option>
    </layer>
   </symbol>
  </symbols>
  <rotation/>
  <sizescale/>
 </renderer-v2>
 <blendMode>0</blendMode>
 <featureBlendMode>0</featureBlendMode>
 <layerGeometryType>2</layerGeometryType>
</qgis>
